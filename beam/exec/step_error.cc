#include "beam/exec/step_error.h"

#include <cxxabi.h>

#include <new>
#include <typeinfo>

#include "beam/base/reflection/type_name.h"

namespace beam::exec {

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
