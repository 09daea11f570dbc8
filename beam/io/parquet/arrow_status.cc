#include <parquet/exception.h>

#include <new>

#include "beam/io/parquet/arrow_status_internal.h"

namespace beam::io::internal {

Error ErrorOf(const arrow::Status& status, const std::string& what, ErrorCode otherwise) {
  const bool is_lack = status.IsOutOfMemory() || status.IsCapacityError();
  return Error(is_lack ? ErrorCode::kResourceExhausted : otherwise, what + ": " + status.message());
}

Error CurrentArrowError(const std::string& what, ErrorCode otherwise) {
  try {
    throw;
  } catch (const Error& error) {
    return error;
  } catch (const parquet::ParquetStatusException& exception) {
    return ErrorOf(exception.status(), what, otherwise);
  } catch (const std::bad_alloc&) {
    return Error(ErrorCode::kResourceExhausted, what + ": out of memory");
  } catch (const std::exception& exception) {
    return Error(otherwise, what + ": " + exception.what());
  }
}

}  // namespace beam::io::internal
