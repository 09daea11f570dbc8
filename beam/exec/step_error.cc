#include "beam/exec/step_error.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <typeinfo>

namespace beam::exec {
namespace {

std::string TypeName(const std::type_info& type) {
  int status = 0;
  std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free);
  return status == 0 ? name.get() : type.name();
}

}  // namespace

Error CurrentError() {
  try {
    throw;
  } catch (const Error& error) {
    return error;
  } catch (const std::bad_alloc&) {
    return Error(ErrorCode::kResourceExhausted, "out of memory");
  } catch (const std::exception& exception) {
    return Error(ErrorCode::kInternal, TypeName(typeid(exception)) + ": " + exception.what());
  } catch (...) {
    const std::type_info* type = abi::__cxa_current_exception_type();
    return Error(ErrorCode::kInternal,
                 "exception of type " + (type == nullptr ? "(unknown)" : TypeName(*type)));
  }
}

void RethrowAtStep(const std::string& label, const std::string& where) {
  try {
    throw;
  } catch (const StepError&) {
    throw;
  } catch (...) {
    const Error error = CurrentError();
    if (error.code() == ErrorCode::kCancelled) throw;
    throw StepError(error.code(),
                    "step \"" + label + "\" failed " + where + ": " + error.message());
  }
}

}  // namespace beam::exec
