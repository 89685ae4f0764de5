// What the load generator and the receiver share: clocks, a latency histogram, refusals.
#ifndef LOOPBACK_H
#define LOOPBACK_H

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <signal.h>
#include <time.h>

static inline void die(const char *program, const char *reason) {
  fprintf(stderr, "%s: %s\n", program, reason);
  exit(1);
}

static inline int64_t clock_us(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

// Load goes to this machine and nowhere else.
static inline struct sockaddr_in loopback_address(const char *program, const char *host, int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  if (inet_pton(AF_INET, host, &address.sin_addr) != 1 ||
      (ntohl(address.sin_addr.s_addr) >> 24) != 127)
    die(program, "only addresses in 127.0.0.0/8 are allowed");
  return address;
}

// A benchmark that is killed outright takes its load with it.
static inline void end_with_parent(void) { prctl(PR_SET_PDEATHSIG, SIGTERM); }

static inline long parse_number(const char *program, const char *text, long least, long most) {
  char *end;
  long value = strtol(text, &end, 10);
  if (*text == '\0' || *end != '\0' || value < least || value > most) {
    fprintf(stderr, "%s: \"%s\" is not a number from %ld to %ld\n", program, text, least, most);
    exit(1);
  }
  return value;
}

// Log-linear buckets: 64 for each power of two, so a percentile is at most 1.6 % too high.
#define SUB_BUCKETS 64
#define BUCKETS (SUB_BUCKETS * 40)

struct histogram {
  uint64_t count, max_us, buckets[BUCKETS];
};

static inline unsigned bucket_of(uint64_t us) {
  if (us < SUB_BUCKETS) return (unsigned)us;
  unsigned shift = 63 - (unsigned)__builtin_clzll(us) - 6;
  unsigned bucket = shift * SUB_BUCKETS + (unsigned)(us >> shift);
  return bucket < BUCKETS ? bucket : BUCKETS - 1;
}

static inline uint64_t upper_bound_us(unsigned bucket) {
  if (bucket < 2 * SUB_BUCKETS) return bucket;
  unsigned shift = bucket / SUB_BUCKETS - 1;
  return ((uint64_t)(bucket - shift * SUB_BUCKETS + 1) << shift) - 1;
}

// Sender and receiver read the clock apart, so a difference may come out below zero.
static inline void record_latency(struct histogram *histogram, int64_t us) {
  uint64_t value = us < 0 ? 0 : (uint64_t)us;
  histogram->buckets[bucket_of(value)]++;
  histogram->count++;
  if (value > histogram->max_us) histogram->max_us = value;
}

static inline uint64_t percentile_us(const struct histogram *histogram, double share) {
  uint64_t wanted = (uint64_t)(share * (double)histogram->count + 0.5), seen = 0;
  for (unsigned bucket = 0; bucket < BUCKETS; bucket++) {
    seen += histogram->buckets[bucket];
    if (seen >= wanted && seen > 0) {
      uint64_t bound = upper_bound_us(bucket);
      return bound < histogram->max_us ? bound : histogram->max_us;
    }
  }
  return 0;
}

static inline int print_histogram(char *out, size_t size, const struct histogram *histogram) {
  return snprintf(out, size, "{\"count\":%llu,\"p50\":%llu,\"p99\":%llu,\"max\":%llu}",
                  (unsigned long long)histogram->count,
                  (unsigned long long)percentile_us(histogram, 0.50),
                  (unsigned long long)percentile_us(histogram, 0.99),
                  (unsigned long long)histogram->max_us);
}

#endif
