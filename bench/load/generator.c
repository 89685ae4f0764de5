// A load generator that costs almost nothing: it publishes events over keep-alive connections, as
// fast as they are answered (closed loop) or at a fixed rate whatever the answers do (open loop).
//
//   generator --port N --tokens FILE [options]     (see usage below)
//
// FILE holds one bearer token a line; requests take them in turn. Each event's data carries
// "sent_us", the wall clock in microseconds: in a closed loop when it is written, in an open loop
// when it was due, so that a stall of the server counts in every event it held up.
// Stops by itself after --seconds or --count events, waits for what is unanswered, prints JSON.
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "loopback.h"

#define PROGRAM "generator"
#define HEAD_ROOM 1024
#define IN_SIZE 65536
#define GRACE_US 30000000
#define MARKER_DIGITS 16
#define SERIAL_DIGITS 16
#define KEY_DIGITS 32
#define TEXT "the quick brown fox jumps over the lazy dog while five wizards box "

struct options {
  const char *host, *path, *batch_path, *type, *tokens;
  long port, connections, seconds, count, rate, batch, data_bytes;
  int idempotency;
};

struct connection {
  int fd;
  int64_t due_us;                 // monotonic: when this request was due
  char *out, *out_end, *unsent;   // the head is written to the left of the body
  char *in;
  size_t in_length;
  long body_left;                 // of the answer; -1 until its head is complete
  int status;
};

static struct options options = {.host = "127.0.0.1", .path = "/v1/events",
                                 .batch_path = "/v1/events/batch", .type = "user.created",
                                 .connections = 64, .seconds = 10, .count = 50000000,
                                 .batch = 1, .data_bytes = 500};
static char **heads;              // one for each token
static long token_count;
static char *body_template;
static size_t body_length, first_event, event_length, marker_at, serial_at;
static struct connection *connections, **idle;
static long idle_first, idle_count;
static uint64_t run_id, requests, events_sent, events_accepted, refused, unanswered;
static int64_t wall_offset_us;
static struct histogram latency;
static char first_refusal[400];
static int epoll;

static const char usage[] =
    "generator --port N --tokens FILE [--host 127.0.0.1] [--connections 64]\n"
    "  [--seconds 10] [--count 50000000] [--rate EVENTS_PER_SECOND] [--batch 1]\n"
    "  [--data-bytes 500] [--type user.created] [--path P] [--batch-path P] [--idempotency]\n";

static void *allocate(size_t size) {
  void *memory = calloc(1, size);
  if (!memory) die(PROGRAM, "out of memory");
  return memory;
}

// Writes a number in exactly `digits` places, zeros first.
static void write_digits(char *at, uint64_t value, int digits) {
  for (int i = digits - 1; i >= 0; i--, value /= 10) at[i] = (char)('0' + value % 10);
}

// Every event has the same length, so a request is one copy and a few digits.
static void build_body(void) {
  size_t room = (size_t)options.data_bytes;
  char *data = allocate(room + 64), *event = allocate(room + 256);
  int start = sprintf(data, "{\"sent_us\":%0*d,\"serial\":\"%0*d\",\"text\":\"", MARKER_DIGITS, 0,
                      SERIAL_DIGITS, 0);
  if (room < (size_t)start + 2) die(PROGRAM, "--data-bytes is too small for the marker");
  for (size_t i = (size_t)start; i < room - 2; i++)
    data[i] = TEXT[(i - (size_t)start) % (sizeof TEXT - 1)];
  memcpy(data + room - 2, "\"}", 3);
  event_length = (size_t)sprintf(event, "{\"type\":\"%s\",\"data\":%s}", options.type, data);
  marker_at = (size_t)(strstr(event, "\"sent_us\":") - event) + 10;
  serial_at = (size_t)(strstr(event, "\"serial\":\"") - event) + 10;

  size_t batch = (size_t)options.batch;
  body_template = allocate(batch * (event_length + 1) + 64);
  char *at = body_template;
  if (batch > 1) at = stpcpy(at, "{\"events\":[");
  first_event = (size_t)(at - body_template);
  for (size_t i = 0; i < batch; i++) {
    at = stpcpy(at, event);
    if (i + 1 < batch) *at++ = ',';
  }
  if (batch > 1) at = stpcpy(at, "]}");
  body_length = (size_t)(at - body_template);
  free(data);
  free(event);
}

static void build_heads(void) {
  FILE *file = fopen(options.tokens, "r");
  if (!file) die(PROGRAM, "cannot read the --tokens file");
  char line[512], key[64] = "";
  if (options.idempotency) snprintf(key, sizeof key, "Idempotency-Key: %0*d\r\n", KEY_DIGITS, 0);
  while (fgets(line, sizeof line, file)) {
    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] == '\0') continue;
    heads = realloc(heads, sizeof *heads * (size_t)(token_count + 1));
    if (!heads) die(PROGRAM, "out of memory");
    int length = asprintf(&heads[token_count],
                          "POST %s HTTP/1.1\r\nHost: %s:%ld\r\nAuthorization: Bearer %s\r\n"
                          "Content-Type: application/json\r\nContent-Length: %zu\r\n%s\r\n",
                          options.batch > 1 ? options.batch_path : options.path, options.host,
                          options.port, line, body_length, key);
    if (length < 0 || length > HEAD_ROOM) die(PROGRAM, "a request head is too long");
    token_count++;
  }
  fclose(file);
  if (token_count == 0) die(PROGRAM, "the --tokens file is empty");
}

static void watch(struct connection *connection, uint32_t wanted) {
  struct epoll_event event = {.events = wanted, .data.ptr = connection};
  if (epoll_ctl(epoll, EPOLL_CTL_MOD, connection->fd, &event) != 0) die(PROGRAM, strerror(errno));
}

static void write_unsent(struct connection *connection) {
  ssize_t sent = send(connection->fd, connection->unsent,
                      (size_t)(connection->out_end - connection->unsent), MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) die(PROGRAM, strerror(errno));
  if (sent > 0) connection->unsent += sent;
  if (connection->unsent < connection->out_end) watch(connection, EPOLLIN | EPOLLOUT);
}

static void publish(struct connection *connection, int64_t due_us) {
  char *body = connection->out + HEAD_ROOM;
  const char *head = heads[requests % (uint64_t)token_count];
  size_t head_length = strlen(head);
  connection->due_us = due_us;
  connection->unsent = memcpy(body - head_length, head, head_length);
  if (options.idempotency) {
    write_digits(body - 4 - KEY_DIGITS, run_id, KEY_DIGITS / 2);
    write_digits(body - 4 - KEY_DIGITS / 2, requests, KEY_DIGITS / 2);
  }
  uint64_t wall_us = (uint64_t)(due_us + wall_offset_us);
  for (long i = 0; i < options.batch; i++) {
    char *event = body + first_event + (size_t)i * (event_length + 1);
    write_digits(event + marker_at, wall_us, MARKER_DIGITS);
    write_digits(event + serial_at, events_sent++, SERIAL_DIGITS);
  }
  requests++;
  unanswered++;
  write_unsent(connection);
}

static void finish_answer(struct connection *connection) {
  record_latency(&latency, clock_us(CLOCK_MONOTONIC) - connection->due_us);
  if (connection->status >= 200 && connection->status < 300) {
    events_accepted += (uint64_t)options.batch;
  } else if (refused++ == 0) {
    // Kept for the report; anything that would break its JSON string becomes a space or a quote.
    size_t length = connection->in_length < sizeof first_refusal - 1 ? connection->in_length
                                                                      : sizeof first_refusal - 1;
    for (size_t i = 0; i < length; i++) {
      char c = connection->in[i];
      first_refusal[i] = c == '"' ? '\'' : c < ' ' || c == '\\' || c == 127 ? ' ' : c;
    }
  }
  connection->in_length = 0;
  connection->body_left = -1;
  unanswered--;
  idle[(idle_first + idle_count++) % options.connections] = connection;
}

// Reads the answer's head once it is complete. Returns 0 while it is not.
static int parse_head(struct connection *connection) {
  connection->in[connection->in_length] = '\0';
  char *end = strstr(connection->in, "\r\n\r\n");
  if (!end) {
    if (connection->in_length == IN_SIZE) die(PROGRAM, "an answer's head is too long");
    return 0;
  }
  char *length = strcasestr(connection->in, "\r\ncontent-length:");
  if (strncmp(connection->in, "HTTP/1.1 ", 9) != 0 || !length || length > end)
    die(PROGRAM, "an answer without Content-Length, or not HTTP/1.1");
  connection->status = atoi(connection->in + 9);
  size_t head_length = (size_t)(end - connection->in) + 4;
  connection->body_left =
      atol(length + 17) - (long)(connection->in_length - head_length);
  return 1;
}

static void read_answer(struct connection *connection) {
  static char scratch[IN_SIZE];
  int in_body = connection->body_left >= 0;
  char *into = in_body ? scratch : connection->in + connection->in_length;
  size_t space = in_body ? sizeof scratch : IN_SIZE - connection->in_length;
  ssize_t got = read(connection->fd, into, space);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) die(PROGRAM, "the server closed a connection");
  if (in_body) {
    connection->body_left -= got;
  } else {
    connection->in_length += (size_t)got;
    if (!parse_head(connection)) return;
  }
  if (connection->body_left < 0) die(PROGRAM, "an answer longer than its Content-Length");
  if (connection->body_left == 0) finish_answer(connection);
}

static void connect_all(void) {
  struct sockaddr_in address = loopback_address(PROGRAM, options.host, (int)options.port);
  connections = allocate(sizeof *connections * (size_t)options.connections);
  idle = allocate(sizeof *idle * (size_t)options.connections);
  for (long i = 0; i < options.connections; i++) {
    struct connection *connection = &connections[i];
    int on = 1;
    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(connection->fd, (struct sockaddr *)&address, sizeof address) != 0)
      die(PROGRAM, strerror(errno));
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connection->body_left = -1;
    connection->in = allocate(IN_SIZE + 1);
    connection->out = allocate(HEAD_ROOM + body_length);
    memcpy(connection->out + HEAD_ROOM, body_template, body_length);
    connection->unsent = connection->out_end = connection->out + HEAD_ROOM + body_length;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, connection->fd, &event) != 0)
      die(PROGRAM, strerror(errno));
    idle[idle_count++] = connection;
  }
}

// First in, first out: at a low rate no connection rests so long that the server closes it.
static void publish_from_idle(int64_t due_us) {
  struct connection *connection = idle[idle_first];
  idle_first = (idle_first + 1) % options.connections;
  idle_count--;
  publish(connection, due_us);
}

static int open_timer(int64_t interval_ns) {
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  struct timespec every = {.tv_sec = interval_ns / 1000000000, .tv_nsec = interval_ns % 1000000000};
  struct itimerspec times = {.it_interval = every, .it_value = every};
  if (timer < 0 || timerfd_settime(timer, 0, &times, NULL) != 0) die(PROGRAM, "no timer");
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event);
  return timer;
}

static void publish_due(int64_t start_us, double interval_us, int64_t now_us) {
  while (idle_count > 0 && events_sent < (uint64_t)options.count) {
    int64_t due_us = options.rate > 0 ? start_us + (int64_t)((double)requests * interval_us)
                                      : clock_us(CLOCK_MONOTONIC);
    if (options.rate > 0 && due_us > now_us) return;
    publish_from_idle(due_us);
  }
}

static int64_t run(void) {
  double interval_us = options.rate > 0 ? 1e6 * (double)options.batch / (double)options.rate : 0;
  // Woken ten times a second in a closed loop, and for every request that falls due in an open one.
  int timer = open_timer(options.rate > 0 ? (int64_t)(interval_us * 1000) : 100000000);
  int64_t start_us = clock_us(CLOCK_MONOTONIC), now_us = start_us;
  int64_t end_us = start_us + options.seconds * 1000000;
  struct epoll_event ready[256];
  for (;;) {
    int open = now_us < end_us && events_sent < (uint64_t)options.count;
    if (open) publish_due(start_us, interval_us, now_us);
    else if (unanswered == 0) return now_us - start_us;
    else if (now_us > end_us + GRACE_US) die(PROGRAM, "requests stayed unanswered for 30 s");
    int count = epoll_wait(epoll, ready, 256, 1000);
    for (int i = 0; i < count; i++) {
      struct connection *connection = ready[i].data.ptr;
      uint64_t expirations;
      if (!connection) {
        if (read(timer, &expirations, sizeof expirations) < 0 && errno != EAGAIN)
          die(PROGRAM, strerror(errno));
        continue;
      }
      if (ready[i].events & EPOLLOUT) {
        watch(connection, EPOLLIN);
        write_unsent(connection);
      }
      if (ready[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_answer(connection);
    }
    now_us = clock_us(CLOCK_MONOTONIC);
  }
}

static void parse_options(int argc, char **argv) {
  enum { HOST = 1, PORT, TOKENS, CONNECTIONS, SECONDS, COUNT, RATE, BATCH, DATA, TYPE, PATH,
         BATCH_PATH, IDEMPOTENCY };
  static const struct option known[] = {
      {"host", 1, NULL, HOST},           {"port", 1, NULL, PORT},
      {"tokens", 1, NULL, TOKENS},       {"connections", 1, NULL, CONNECTIONS},
      {"seconds", 1, NULL, SECONDS},     {"count", 1, NULL, COUNT},
      {"rate", 1, NULL, RATE},           {"batch", 1, NULL, BATCH},
      {"data-bytes", 1, NULL, DATA},     {"type", 1, NULL, TYPE},
      {"path", 1, NULL, PATH},           {"batch-path", 1, NULL, BATCH_PATH},
      {"idempotency", 0, NULL, IDEMPOTENCY}, {0}};
  int choice;
  while ((choice = getopt_long(argc, argv, "", known, NULL)) != -1) {
    switch (choice) {
      case HOST: options.host = optarg; break;
      case PORT: options.port = parse_number(PROGRAM, optarg, 1, 65535); break;
      case TOKENS: options.tokens = optarg; break;
      case CONNECTIONS: options.connections = parse_number(PROGRAM, optarg, 1, 1024); break;
      case SECONDS: options.seconds = parse_number(PROGRAM, optarg, 1, 600); break;
      case COUNT: options.count = parse_number(PROGRAM, optarg, 1, 50000000); break;
      case RATE: options.rate = parse_number(PROGRAM, optarg, 1, 1000000); break;
      case BATCH: options.batch = parse_number(PROGRAM, optarg, 1, 1000); break;
      case DATA: options.data_bytes = parse_number(PROGRAM, optarg, 100, 262144); break;
      case TYPE: options.type = optarg; break;
      case PATH: options.path = optarg; break;
      case BATCH_PATH: options.batch_path = optarg; break;
      case IDEMPOTENCY: options.idempotency = 1; break;
      default: fputs(usage, stderr); exit(1);
    }
  }
  if (optind < argc || options.port == 0 || !options.tokens) {
    fputs(usage, stderr);
    exit(1);
  }
  if (options.idempotency && options.batch > 1)
    die(PROGRAM, "--idempotency goes with single publishes: a batch has a key for each event");
}

int main(int argc, char **argv) {
  parse_options(argc, argv);
  end_with_parent();
  build_body();
  build_heads();
  if (getrandom(&run_id, sizeof run_id, 0) != sizeof run_id) die(PROGRAM, "no random bytes");
  wall_offset_us = clock_us(CLOCK_REALTIME) - clock_us(CLOCK_MONOTONIC);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  connect_all();
  int64_t took_us = run();
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  double cpu_seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  char answer_us[200];
  print_histogram(answer_us, sizeof answer_us, &latency);
  printf("{\"requests\":%llu,\"events\":%llu,\"accepted\":%llu,\"refused\":%llu,"
         "\"firstRefusal\":\"%s\",\"seconds\":%.6f,\"cpuSeconds\":%.6f,\"answerUs\":%s}\n",
         (unsigned long long)requests, (unsigned long long)events_sent,
         (unsigned long long)events_accepted, (unsigned long long)refused, first_refusal,
         (double)took_us / 1e6, cpu_seconds, answer_us);
  return 0;
}
