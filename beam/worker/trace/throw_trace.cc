#include "beam/worker/trace/throw_trace.h"

#include <dlfcn.h>
#include <unwind.h>

#include <array>
#include <exception>

#include "beam/exec/step_scope.h"

namespace beam::worker {
namespace {

constexpr std::size_t kMaxFrames = 64;
/// Destructors may throw and catch while a thread unwinds, so that the last throw is not enough.
constexpr std::size_t kKept = 4;

/// One throw, in memory that is there before: there may be none left when it happens.
struct Record {
  const void* exception = nullptr;
  const exec::StepContext* context = nullptr;
  std::size_t step = 0;  ///< Where there is a context, which may be gone later.
  std::size_t size = 0;
  std::array<void*, kMaxFrames> frames = {};
};

struct Records {
  std::array<Record, kKept> kept = {};
  std::size_t next = 0;

  const Record* Find(const void* exception) const {
    if (exception == nullptr) return nullptr;
    for (std::size_t i = 1; i <= kKept; ++i) {  // The youngest first: addresses are used again.
      const Record& record = kept[(next + kKept - i) % kKept];
      if (record.exception == exception) return &record;
    }
    return nullptr;
  }
};

constinit thread_local Records records;

/// The object of the exception that this thread handles, null without one.
const void* CurrentException() {
  const std::exception_ptr current = std::current_exception();
  static_assert(sizeof(current) == sizeof(void*), "libstdc++'s is a pointer to the object");
  return *reinterpret_cast<void* const*>(&current);
}

_Unwind_Reason_Code AddFrame(_Unwind_Context* context, void* to) {
  Record& record = *static_cast<Record*>(to);
  const auto address = reinterpret_cast<void*>(_Unwind_GetIP(context));
  if (record.size == kMaxFrames || address == nullptr) return _URC_END_OF_STACK;
  record.frames[record.size++] = address;
  return _URC_NO_REASON;
}

[[gnu::noinline]] void Note(const void* exception) {
  const Record* cause = records.Find(CurrentException());
  Record& record = records.kept[records.next];
  records.next = (records.next + 1) % kKept;
  if (cause != nullptr) {
    if (cause != &record) record = *cause;
  } else {
    record.context = exec::current_step;
    record.step = record.context == nullptr ? 0 : record.context->step;
    record.size = 0;
    _Unwind_Backtrace(AddFrame, &record);
  }
  record.exception = exception;
}

}  // namespace

ThrowTrace ThrowTrace::OfCurrentException() {
  const Record* record = records.Find(CurrentException());
  if (record == nullptr) return {};
  constexpr std::size_t kOwnFrames = 2;  // Note and __cxa_throw.
  ThrowTrace trace;
  for (std::size_t i = kOwnFrames; i < record->size; ++i) trace.frames.push_back(record->frames[i]);
  if (record->context != nullptr) trace.step = record->step;
  return trace;
}

}  // namespace beam::worker

/// Stands before the C++ runtime's __cxa_throw in every program that links this file, for its
/// shared libraries, too.
extern "C" [[noreturn]] void NoteThrow(void* exception, void* type,
                                       void (*destroy)(void*)) __asm__("__cxa_throw");

void NoteThrow(void* exception, void* type, void (*destroy)(void*)) {
  using Throw = void (*)(void*, void*, void (*)(void*));
  static const auto real_throw = reinterpret_cast<Throw>(dlsym(RTLD_NEXT, "__cxa_throw"));
  beam::worker::Note(exception);
  real_throw(exception, type, destroy);
  __builtin_unreachable();
}
