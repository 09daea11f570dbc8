#include <parquet/exception.h>

#include <new>

#include "beam/io/parquet/arrow_status_internal.h"

namespace beam::io::internal {

void ArrowErrors::RethrowOfFile() const {
  if (const std::exception_ptr error = of_file_()) std::rethrow_exception(error);
}

void ArrowErrors::Throw(const arrow::Status& status) const {
  RethrowOfFile();
  const bool is_lack = status.IsOutOfMemory() || status.IsCapacityError();
  throw Error(is_lack ? ErrorCode::kResourceExhausted : otherwise_,
              what_ + ": " + status.message());
}

void ArrowErrors::Rethrow() const {
  try {
    throw;
  } catch (const Error&) {
    throw;
  } catch (const parquet::ParquetStatusException& exception) {
    Throw(exception.status());
  } catch (const std::bad_alloc&) {
    RethrowOfFile();
    throw Error(ErrorCode::kResourceExhausted, what_ + ": out of memory");
  } catch (const std::exception& exception) {
    RethrowOfFile();
    throw Error(otherwise_, what_ + ": " + exception.what());
  }
}

}  // namespace beam::io::internal
