#pragma once

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace klay {

/// While it lives, this thread's numbers that are too small to be normal are zero. A filter that
/// dies away in silence comes to them, and x86 processors take a hundred times as long for each.
class NoDenormals {
 public:
#if defined(__SSE2__)
  NoDenormals() : before_(_mm_getcsr()) { _mm_setcsr(before_ | kFlushToZero | kAreZero); }
  ~NoDenormals() { _mm_setcsr(before_); }
#else
  NoDenormals() = default;
  ~NoDenormals() = default;
#endif
  NoDenormals(const NoDenormals&) = delete;
  NoDenormals& operator=(const NoDenormals&) = delete;

 private:
#if defined(__SSE2__)
  static constexpr unsigned kFlushToZero = 1U << 15;  ///< Of results.
  static constexpr unsigned kAreZero = 1U << 6;       ///< Of what goes in.

  unsigned before_;
#endif
};

}  // namespace klay
