/* A disk that fails: from the GREFFIER_BAD_AFTER-th access on, reading, writing and flushing of files whose path begins
   with GREFFIER_BAD_PATH end with EIO; with GREFFIER_BAD_ONCE only that one access does. For LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long seen = 0;

static int is_bad(int fd) {
  const char *path = getenv("GREFFIER_BAD_PATH"), *after = getenv("GREFFIER_BAD_AFTER");
  char link[64], there[4096];
  if (!path || !after) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, there, sizeof there - 1);
  if (length < 0) return 0;
  there[length] = 0;
  if (strncmp(there, path, strlen(path))) return 0;
  long number = ++seen, first = atol(after);
  return getenv("GREFFIER_BAD_ONCE") ? number == first : number >= first;
}

#define FAIL_OR(call) \
  if (is_bad(fd)) { errno = EIO; return -1; } \
  return call

ssize_t pread64(int fd, void *to, size_t size, off64_t at) {
  ssize_t (*own)(int, void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pread64");
  FAIL_OR(own(fd, to, size, at));
}
ssize_t pread(int fd, void *to, size_t size, off_t at) {
  ssize_t (*own)(int, void *, size_t, off_t) = dlsym(RTLD_NEXT, "pread");
  FAIL_OR(own(fd, to, size, at));
}
ssize_t pwrite64(int fd, const void *from, size_t size, off64_t at) {
  ssize_t (*own)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
  FAIL_OR(own(fd, from, size, at));
}
ssize_t pwrite(int fd, const void *from, size_t size, off_t at) {
  ssize_t (*own)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
  FAIL_OR(own(fd, from, size, at));
}
ssize_t read(int fd, void *to, size_t size) {
  ssize_t (*own)(int, void *, size_t) = dlsym(RTLD_NEXT, "read");
  FAIL_OR(own(fd, to, size));
}
ssize_t write(int fd, const void *from, size_t size) {
  ssize_t (*own)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
  FAIL_OR(own(fd, from, size));
}
int fsync(int fd) {
  int (*own)(int) = dlsym(RTLD_NEXT, "fsync");
  FAIL_OR(own(fd));
}
int fdatasync(int fd) {
  int (*own)(int) = dlsym(RTLD_NEXT, "fdatasync");
  FAIL_OR(own(fd));
}
