#include "beam/worker/start/freed_memory.h"

#include <malloc.h>

namespace beam::worker {
namespace {

// What glibc comes to by itself once a program has freed a block of 16 MB.
constexpr int kLargestBlock = 16 << 20;
constexpr int kKept = 2 * kLargestBlock;

}  // namespace

void KeepFreedMemory() {
  mallopt(M_MMAP_THRESHOLD, kLargestBlock);
  mallopt(M_TRIM_THRESHOLD, kKept);
}

}  // namespace beam::worker
