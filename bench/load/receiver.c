// A webhook receiver that costs almost nothing: it answers 200 at once, counts, and measures how
// long ago each event was published.
//
//   receiver [--host 127.0.0.1] [--port 0] [--seconds 3600]
//
// Prints {"port":N} when it listens. The body of a request carries "sent_us":<16 digits>, the wall
// clock in microseconds. GET /stats answers the figures, POST /reset sets them to zero; SIGTERM
// prints them and ends the program, as does the end of its time.
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loopback.h"

#define PROGRAM "receiver"
#define SMALLEST_BUFFER 4096
#define LARGEST_REQUEST (2 << 20)
#define MARKER "\"sent_us\":"

static const char answer[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok";

struct connection {
  int fd;
  size_t length, capacity;
  char *buffer;
};

static struct {
  uint64_t requests, unmarked, broken;
  struct histogram arrival;
} stats;

static void print_stats(char *out, size_t size) {
  char arrival[200];
  print_histogram(arrival, sizeof arrival, &stats.arrival);
  snprintf(out, size, "{\"requests\":%llu,\"unmarked\":%llu,\"broken\":%llu,\"arrivalUs\":%s}",
           (unsigned long long)stats.requests, (unsigned long long)stats.unmarked,
           (unsigned long long)stats.broken, arrival);
}

static void close_connection(struct connection *connection) {
  close(connection->fd);
  free(connection->buffer);
  free(connection);
}

static int write_all(int fd, const char *bytes, size_t length) {
  return send(fd, bytes, length, MSG_NOSIGNAL) == (ssize_t)length;
}

static int answer_control(int fd, int reset) {
  char body[512], response[700];
  if (reset) memset(&stats, 0, sizeof stats);
  print_stats(body, sizeof body);
  int length = snprintf(response, sizeof response,
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                        "Content-Length: %zu\r\n\r\n%s",
                        strlen(body), body);
  return write_all(fd, response, (size_t)length);
}

// The length that the head announces; 0 where it announces none, -1 where it cannot be served.
static long content_length(const char *head, const char *end) {
  static const char name[] = "content-length:", chunked[] = "transfer-encoding:";
  for (const char *line = memchr(head, '\n', (size_t)(end - head)); line && line + 1 < end;
       line = memchr(line, '\n', (size_t)(end - line))) {
    line++;
    if (!strncasecmp(line, chunked, sizeof chunked - 1)) return -1;
    if (!strncasecmp(line, name, sizeof name - 1)) {
      long length = strtol(line + sizeof name - 1, NULL, 10);
      return length >= 0 && length <= LARGEST_REQUEST ? length : -1;
    }
  }
  return 0;
}

static void count_delivery(const char *body, size_t length) {
  stats.requests++;
  const char *marker = memmem(body, length, MARKER, sizeof MARKER - 1);
  if (!marker || marker + sizeof MARKER - 1 + 16 > body + length) {
    stats.unmarked++;
    return;
  }
  int64_t sent_us = strtoll(marker + sizeof MARKER - 1, NULL, 10);
  record_latency(&stats.arrival, clock_us(CLOCK_REALTIME) - sent_us);
}

// Serves every whole request in the buffer. Returns 0 where the connection is to be closed.
static int serve_requests(struct connection *connection) {
  size_t from = 0;
  while (from < connection->length) {
    char *head = connection->buffer + from;
    size_t rest = connection->length - from;
    char *end = memmem(head, rest, "\r\n\r\n", 4);
    if (!end) break;
    long body_length = content_length(head, end);
    if (body_length < 0) return 0;
    size_t head_length = (size_t)(end - head) + 4;
    if (head_length + (size_t)body_length > rest) break;
    int ok;
    if (!strncmp(head, "GET /stats ", 11)) {
      ok = answer_control(connection->fd, 0);
    } else if (!strncmp(head, "POST /reset ", 12)) {
      ok = answer_control(connection->fd, 1);
    } else {
      count_delivery(head + head_length, (size_t)body_length);
      ok = write_all(connection->fd, answer, sizeof answer - 1);
    }
    if (!ok) return 0;
    from += head_length + (size_t)body_length;
  }
  connection->length -= from;
  memmove(connection->buffer, connection->buffer + from, connection->length);
  return 1;
}

static void read_connection(struct connection *connection) {
  if (connection->length + 1 >= connection->capacity) {
    connection->capacity *= 2;
    if (connection->capacity > 2 * LARGEST_REQUEST) {
      stats.broken++;
      close_connection(connection);
      return;
    }
    connection->buffer = realloc(connection->buffer, connection->capacity);
    if (!connection->buffer) die(PROGRAM, "out of memory");
  }
  // The last byte stays free: strtol must meet a terminator inside the buffer.
  size_t space = connection->capacity - connection->length - 1;
  ssize_t got = read(connection->fd, connection->buffer + connection->length, space);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) {
    if (got < 0 || connection->length > 0) stats.broken++;
    close_connection(connection);
    return;
  }
  connection->length += (size_t)got;
  connection->buffer[connection->length] = '\0';
  if (!serve_requests(connection)) {
    stats.broken++;
    close_connection(connection);
  }
}

static void accept_all(int listener, int epoll) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct connection *connection = malloc(sizeof *connection);
    if (!connection) die(PROGRAM, "out of memory");
    *connection = (struct connection){.fd = fd, .capacity = SMALLEST_BUFFER};
    connection->buffer = malloc(connection->capacity);
    if (!connection->buffer) die(PROGRAM, "out of memory");
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) die(PROGRAM, "epoll_ctl failed");
  }
}

static int listen_on(const char *host, int port) {
  struct sockaddr_in address = loopback_address(PROGRAM, host, port);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
      listen(listener, 4096) != 0)
    die(PROGRAM, strerror(errno));
  socklen_t length = sizeof address;
  getsockname(listener, (struct sockaddr *)&address, &length);
  printf("{\"port\":%d}\n", ntohs(address.sin_port));
  fflush(stdout);
  return listener;
}

// Signals arrive as a readable file, so that nothing is interrupted half-way.
static int open_signals(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGALRM);
  sigprocmask(SIG_BLOCK, &set, NULL);
  return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

int main(int argc, char **argv) {
  const char *host = "127.0.0.1";
  int port = 0, choice;
  unsigned seconds = 3600;
  static const struct option options[] = {{"host", required_argument, NULL, 'h'},
                                          {"port", required_argument, NULL, 'p'},
                                          {"seconds", required_argument, NULL, 's'},
                                          {0}};
  while ((choice = getopt_long(argc, argv, "", options, NULL)) != -1) {
    if (choice == 'h') host = optarg;
    else if (choice == 'p') port = (int)parse_number(PROGRAM, optarg, 0, 65535);
    else if (choice == 's') seconds = (unsigned)parse_number(PROGRAM, optarg, 1, 86400);
    else return 1;
  }
  if (optind < argc) die(PROGRAM, "takes no arguments, only options");
  end_with_parent();
  int signals = open_signals(), listener = listen_on(host, port);
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event on_signal = {.events = EPOLLIN, .data.ptr = &signals};
  struct epoll_event on_listener = {.events = EPOLLIN, .data.ptr = &listener};
  epoll_ctl(epoll, EPOLL_CTL_ADD, signals, &on_signal);
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &on_listener);
  alarm(seconds);

  struct epoll_event events[256];
  for (;;) {
    int ready = epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < ready; i++) {
      if (events[i].data.ptr == &signals) {
        char body[512];
        print_stats(body, sizeof body);
        puts(body);
        return 0;
      }
      if (events[i].data.ptr == &listener) accept_all(listener, epoll);
      else read_connection(events[i].data.ptr);
    }
  }
}
