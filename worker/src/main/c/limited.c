/*
 * limited: runs one program under limits, and ends it when whoever started this ends.
 *
 *   limited --address-space BYTES --cpu SECONDS --file-size BYTES --open-files COUNT --wall SECONDS
 *           [--env NAME=VALUE]... -- /path/of/program [argument]...
 *
 * The worker puts it in front of ffmpeg and ffprobe, since Java can set none of this on a child. Linux only; no library but
 * libc, linked statically, so that nothing but the kernel must be there where it runs.
 *
 * The program gets
 *   - the limits above (the hard limit too, so it cannot raise them; one that is lower already stays), and no core dump;
 *   - no new privileges: a set-user-id program or file capabilities give it nothing;
 *   - an environment of nothing but what --env names, the standard input /dev/null, the standard output and error of this
 *     program, no other descriptor, no signal blocked or ignored.
 *
 * Standard input of this program is a lifeline: a pipe whose only writer is the worker, who never writes. The kernel closes
 * it however the worker ends, SIGKILL included; its end means that nobody waits for the program any more, and it is killed.
 * PR_SET_PDEATHSIG against the worker would not do: it is bound to the thread that started the child, and threads of a JVM
 * come and go. This program has one thread, so the program that it starts is bound to it in that way, and dies with it.
 *
 * SIGTERM, SIGINT, SIGHUP and SIGQUIT are passed on. The exit code is the program's, or
 *   128 + n    signal n ended it, and by that rule
 *   128 + 24   SIGXCPU: it used up its processor time, and failed in whatever way: by this signal, by SIGKILL a second later, or
 *              in its own words
 *   128 + 25   SIGXFSZ: a file that it wrote reached the limit
 *   128 + 14   SIGALRM: it was killed at the end of --wall
 *   128 + 9    SIGKILL: somebody killed it, or the lifeline was cut
 *   125        this program was called wrongly or failed
 *   126, 127   the program could not be started, or is not there
 * and with the last three a line "limited: ..." stands on standard error. Running out of address space is not told apart
 * here: it is the program that sees its allocations fail, and says so in its own words.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_OWN_FAILURE = 125, EXIT_CANNOT_START = 126, EXIT_NOT_FOUND = 127 };

/* What the program may use, and what it is. */
struct request {
    rlim_t address_space_bytes;
    rlim_t cpu_seconds;
    rlim_t file_bytes;
    rlim_t open_files;
    rlim_t wall_seconds;
    char **environment;
    char **command;
};

/* Why this program killed the other one. */
enum reason { NOT_KILLED, LIFELINE_CUT, WALL_PASSED };

_Noreturn static void fail(int code, const char *what) {
    fprintf(stderr, "limited: %s: %s\n", what, strerror(errno));
    _exit(code);
}

_Noreturn static void refuse(const char *what) {
    fprintf(stderr, "limited: %s\n", what);
    _exit(EXIT_OWN_FAILURE);
}

/* A number of decimal digits and nothing else, at least `least`; above 2^53 none means anything, and sums might overflow. */
static rlim_t number(const char *option, const char *text, rlim_t least) {
    const unsigned long long most = 1ULL << 53;
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 || value > most || value < least) {
        fprintf(stderr, "limited: --%s=%s is not a number from %llu to 2^53\n", option, text, (unsigned long long) least);
        _exit(EXIT_OWN_FAILURE);
    }
    return value;
}

static struct request read_arguments(int argc, char **argv) {
    enum { ADDRESS_SPACE, CPU, FILE_SIZE, OPEN_FILES, WALL, LIMITS, ENVIRONMENT = LIMITS };
    static const struct option options[] = {
        [ADDRESS_SPACE] = {"address-space", required_argument, NULL, ADDRESS_SPACE},
        [CPU] = {"cpu", required_argument, NULL, CPU},
        [FILE_SIZE] = {"file-size", required_argument, NULL, FILE_SIZE},
        [OPEN_FILES] = {"open-files", required_argument, NULL, OPEN_FILES},
        [WALL] = {"wall", required_argument, NULL, WALL},
        [ENVIRONMENT] = {"env", required_argument, NULL, ENVIRONMENT},
        {NULL, 0, NULL, 0},
    };
    /* A program may write no file at all; without a descriptor for a file of its own it cannot even be loaded. */
    static const rlim_t least[LIMITS] = {[ADDRESS_SPACE] = 1, [CPU] = 1, [FILE_SIZE] = 0, [OPEN_FILES] = 4, [WALL] = 1};
    rlim_t values[LIMITS];
    bool given[LIMITS] = {false};
    char **environment = calloc((size_t) argc + 1, sizeof *environment);
    size_t variables = 0;
    if (environment == NULL) {
        fail(EXIT_OWN_FAILURE, "no memory");
    }
    /* The plus sign ends the options at the first other word: what follows is the program's. */
    for (int option; (option = getopt_long(argc, argv, "+", options, NULL)) != -1;) {
        if (option == ENVIRONMENT) {
            environment[variables++] = optarg;
        } else if (option >= 0 && option < LIMITS) {
            values[option] = number(options[option].name, optarg, least[option]);
            given[option] = true;
        } else {
            refuse("see the beginning of limited.c for its options");
        }
    }
    for (int limit = 0; limit < LIMITS; limit++) {
        if (!given[limit]) {
            fprintf(stderr, "limited: --%s is missing\n", options[limit].name);
            _exit(EXIT_OWN_FAILURE);
        }
    }
    if (optind >= argc) {
        refuse("no program is named");
    }
    return (struct request) {
        .address_space_bytes = values[ADDRESS_SPACE],
        .cpu_seconds = values[CPU],
        .file_bytes = values[FILE_SIZE],
        .open_files = values[OPEN_FILES],
        .wall_seconds = values[WALL],
        .environment = environment,
        .command = argv + optind,
    };
}

/* Descriptors above standard error may belong to anybody; one could even be another child's lifeline. */
static void close_inherited_descriptors(void) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) == -1) {
            fail(EXIT_OWN_FAILURE, "a standard descriptor is closed");
        }
    }
#ifdef SYS_close_range
    if (syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0) == 0) {
        return;
    }
#endif
    long most = sysconf(_SC_OPEN_MAX);
    for (int fd = STDERR_FILENO + 1; fd < most; fd++) {
        close(fd);
    }
}

/* Sets a limit, or leaves the lower one that there is. */
static void limit(int resource, rlim_t soft, rlim_t hard) {
    struct rlimit now;
    if (getrlimit(resource, &now) == -1) {
        fail(EXIT_OWN_FAILURE, "getrlimit");
    }
    struct rlimit wanted = {
        .rlim_cur = soft < now.rlim_max ? soft : now.rlim_max,
        .rlim_max = hard < now.rlim_max ? hard : now.rlim_max,
    };
    if (setrlimit(resource, &wanted) == -1) {
        fail(EXIT_OWN_FAILURE, "setrlimit");
    }
}

/*
 * Execution resets caught signals, but not ignored ones. By the kernel's call, since libc's refuses the two that it keeps for
 * itself; a disposition of zeros is the default one on every architecture. SIGKILL and SIGSTOP have none to set.
 */
static void reset_signals(void) {
    static const unsigned long usual[8];
    for (int number = 1; number <= SIGRTMAX; number++) {
        syscall(SYS_rt_sigaction, number, usual, NULL, _NSIG / 8);
    }
}

/* The child: everything between its birth and the program's. */
_Noreturn static void become(const struct request *request, pid_t launcher) {
    /* The launcher may have died before this took effect; then nobody would tell. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1) {
        fail(EXIT_OWN_FAILURE, "PR_SET_PDEATHSIG");
    }
    if (getppid() != launcher) {
        _exit(EXIT_OWN_FAILURE);
    }
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing == -1 || dup2(nothing, STDIN_FILENO) == -1) {
        fail(EXIT_OWN_FAILURE, "/dev/null");
    }
    reset_signals();
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    limit(RLIMIT_CORE, 0, 0);
    limit(RLIMIT_CPU, request->cpu_seconds, request->cpu_seconds + 1);
    limit(RLIMIT_FSIZE, request->file_bytes, request->file_bytes);
    limit(RLIMIT_NOFILE, request->open_files, request->open_files);
    limit(RLIMIT_AS, request->address_space_bytes, request->address_space_bytes);
    execve(request->command[0], request->command, request->environment);
    int code = errno == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_START;
    fprintf(stderr, "limited: cannot start %s: %s\n", request->command[0], strerror(errno));
    _exit(code);
}

static long long now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/*
 * The kernel counts a process's time for the limit by its ticks and for the parent exactly. On a busy machine the two differ, by more than
 * a tenth of a second in one: a tenth is allowed, and a quarter of a second.
 */
static bool used_up(const struct rusage *usage, rlim_t cpu_seconds) {
    unsigned long long used_ms = (unsigned long long) (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000
        + (unsigned long long) (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1000;
    return (used_ms + 250) / 900 >= cpu_seconds;
}

/* By what the file's first comment promises. ffmpeg answers SIGXCPU as it answers SIGTERM, by an exit code that does not tell. */
static int exit_code(int status, const struct rusage *usage, const struct request *request, enum reason reason) {
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return 0;
    }
    if (reason == WALL_PASSED) {
        return 128 + SIGALRM;
    }
    if (reason == NOT_KILLED && used_up(usage, request->cpu_seconds)) {
        return 128 + SIGXCPU;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Whether the lifeline has ended. Words that come on it mean nothing. */
static bool is_cut(int lifeline) {
    char ignored[256];
    ssize_t count = read(lifeline, ignored, sizeof ignored);
    return count == 0 || (count == -1 && errno != EINTR && errno != EAGAIN);
}

/* Passes signals on until the child has ended, and kills it at the end of its time or of the lifeline. Returns the exit code. */
static int watch(pid_t child, int signals, const struct request *request) {
    enum reason reason = NOT_KILLED;
    long long end_ms = now_ms() + (long long) request->wall_seconds * 1000;
    for (;;) {
        struct pollfd sources[] = {
            {.fd = signals, .events = POLLIN},
            /* A negative number is passed over: once it is cut there is nothing more to hear. */
            {.fd = reason == NOT_KILLED ? STDIN_FILENO : -1, .events = POLLIN},
        };
        long long left_ms = end_ms - now_ms();
        int timeout = reason != NOT_KILLED ? -1 : left_ms <= 0 ? 0 : left_ms > 3600000 ? 3600000 : (int) left_ms;
        if (poll(sources, 2, timeout) == -1 && errno != EINTR) {
            fail(EXIT_OWN_FAILURE, "poll");
        }
        struct signalfd_siginfo received;
        if ((sources[0].revents & POLLIN) && read(signals, &received, sizeof received) == sizeof received) {
            if (received.ssi_signo == SIGCHLD) {
                int status;
                struct rusage usage;
                if (wait4(child, &status, WNOHANG, &usage) == child) {
                    return exit_code(status, &usage, request, reason);
                }
            } else if (received.ssi_code != SI_KERNEL) {
                /* A terminal sends to the whole process group, the child included; once is enough. */
                kill(child, (int) received.ssi_signo);
            }
        }
        if (reason == NOT_KILLED && sources[1].revents != 0 && is_cut(STDIN_FILENO)) {
            reason = LIFELINE_CUT;
            kill(child, SIGKILL);
        } else if (reason == NOT_KILLED && now_ms() >= end_ms) {
            reason = WALL_PASSED;
            kill(child, SIGKILL);
        }
    }
}

int main(int argc, char **argv) {
    struct request request = read_arguments(argc, argv);
    close_inherited_descriptors();
    /* Ignored, an ended child would not wait to be asked how it ended. */
    signal(SIGCHLD, SIG_DFL);
    sigset_t awaited;
    sigemptyset(&awaited);
    const int numbers[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        sigaddset(&awaited, numbers[i]);
    }
    /* Blocked before the child is born, so that none gets lost; each is read from a descriptor. */
    int signals;
    if (sigprocmask(SIG_SETMASK, &awaited, NULL) == -1 || (signals = signalfd(-1, &awaited, SFD_CLOEXEC)) == -1) {
        fail(EXIT_OWN_FAILURE, "signalfd");
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1) {
        fail(EXIT_OWN_FAILURE, "PR_SET_NO_NEW_PRIVS");
    }
    pid_t launcher = getpid();
    pid_t child = fork();
    if (child == -1) {
        fail(EXIT_OWN_FAILURE, "fork");
    }
    if (child == 0) {
        become(&request, launcher);
    }
    return watch(child, signals, &request);
}
