#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>

// git_libgit2_opts is variadic, which Swift can't call.
static inline int c_git_set_owner_validation(int enabled) {
    return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

static inline int c_git_set_extensions(const char **extensions, size_t count) {
    return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, count);
}

// Glibc declares it for _GNU_SOURCE only, which Swift's view of Glibc lacks.
extern ssize_t copy_file_range(int source, off_t *source_offset, int target, off_t *target_offset, size_t count, unsigned flags);

static inline ssize_t c_copy_file_range(int source, int target, size_t count) {
    return copy_file_range(source, 0, target, 0, count, 0);
}
