/* Writes down what a process does with files whose path begins with GREFFIER_TRACED, in the order in which it does it, at
   the end of the file GREFFIER_TRACE: what is written, cut off, flushed and removed, what is flushed of their folder, and
   what is said on standard output. For LD_PRELOAD. Memory that is mapped is not seen. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <libgen.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static void all_of(int to, const void *from, size_t size) {
  ssize_t (*own)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
  while (size > 0) {
    ssize_t done = own(to, from, size);
    if (done <= 0) abort();
    from = (const char *)from + done;
    size -= done;
  }
}

static void told(char what, const char *path, uint64_t at, const void *data, uint64_t size) {
  static int to = -1;
  const char *name = getenv("GREFFIER_TRACE");
  if (!name) return;
  pthread_mutex_lock(&one_at_a_time);
  if (to < 0) to = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  uint64_t head[3] = {strlen(path), at, size};
  all_of(to, &what, 1);
  all_of(to, head, sizeof head);
  all_of(to, path, head[0]);
  if (data) all_of(to, data, size);
  pthread_mutex_unlock(&one_at_a_time);
}

static int begins(const char *path) {
  const char *wanted = getenv("GREFFIER_TRACED");
  return wanted && !strncmp(path, wanted, strlen(wanted));
}

static int path_of(int fd, char *to, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, to, size - 1);
  if (length < 0) return 0;
  to[length] = 0;
  return 1;
}

static void written(int fd, const void *from, ssize_t done, off64_t at) {
  char path[4096];
  if (done > 0 && path_of(fd, path, sizeof path) && begins(path)) told('W', path, at, from, done);
}

static void flushed(int fd) {
  char path[4096], wanted[4096];
  if (!getenv("GREFFIER_TRACED") || !path_of(fd, path, sizeof path)) return;
  snprintf(wanted, sizeof wanted, "%s", getenv("GREFFIER_TRACED"));
  if (begins(path)) told('S', path, 0, NULL, 0);
  else if (!strcmp(path, dirname(wanted))) told('D', path, 0, NULL, 0);
}

static void cut(int fd, off64_t size) {
  char path[4096];
  if (path_of(fd, path, sizeof path) && begins(path)) told('T', path, size, NULL, 0);
}

ssize_t pwrite64(int fd, const void *from, size_t size, off64_t at) {
  ssize_t (*own)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
  ssize_t done = own(fd, from, size, at);
  written(fd, from, done, at);
  return done;
}
ssize_t pwrite(int fd, const void *from, size_t size, off_t at) {
  ssize_t (*own)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
  ssize_t done = own(fd, from, size, at);
  written(fd, from, done, at);
  return done;
}
ssize_t write(int fd, const void *from, size_t size) {
  ssize_t (*own)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
  off64_t at = lseek64(fd, 0, SEEK_CUR);
  ssize_t done = own(fd, from, size);
  if (fd == 1 && done > 0) told('O', "", 0, from, done);
  else written(fd, from, done, at);
  return done;
}
int fsync(int fd) {
  int (*own)(int) = dlsym(RTLD_NEXT, "fsync");
  int done = own(fd);
  if (!done) flushed(fd);
  return done;
}
int fdatasync(int fd) {
  int (*own)(int) = dlsym(RTLD_NEXT, "fdatasync");
  int done = own(fd);
  if (!done) flushed(fd);
  return done;
}
int ftruncate64(int fd, off64_t size) {
  int (*own)(int, off64_t) = dlsym(RTLD_NEXT, "ftruncate64");
  int done = own(fd, size);
  if (!done) cut(fd, size);
  return done;
}
int ftruncate(int fd, off_t size) {
  int (*own)(int, off_t) = dlsym(RTLD_NEXT, "ftruncate");
  int done = own(fd, size);
  if (!done) cut(fd, size);
  return done;
}
int unlink(const char *path) {
  int (*own)(const char *) = dlsym(RTLD_NEXT, "unlink");
  int done = own(path);
  if (!done && begins(path)) told('U', path, 0, NULL, 0);
  return done;
}
