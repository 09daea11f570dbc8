#pragma once

#include <arrow/array.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "beam/base/time/timestamp.h"
#include "beam/io/record/record_type.h"

namespace beam::io::internal {

/// The values of a field of records in an Arrow array, and the fields in it. The array is known to
/// fit the type (see ColumnsOf).
class ArrowColumn {
 public:
  /// A field that the file does not have: every value is null.
  explicit ArrowColumn(const RecordType& type) : type_(&type) {}
  ArrowColumn(const RecordType& type, const arrow::Array& array);

  const RecordType& type() const { return *type_; }
  const std::vector<ArrowColumn>& parts() const { return parts_; }

  bool IsNull(std::int64_t at) const { return array_ == nullptr || array_->IsNull(at); }
  bool Bool(std::int64_t at) const;
  std::int64_t Signed(std::int64_t at) const { return signed_(*array_, at); }
  std::uint64_t Unsigned(std::int64_t at) const { return unsigned_(*array_, at); }
  double Double(std::int64_t at) const;
  /// Nothing for one that points outside of its dictionary.
  std::optional<std::string_view> Text(std::int64_t at) const;
  /// Of a time or a duration, in microseconds, rounded down; nothing when there are too many.
  std::optional<std::int64_t> Micros(std::int64_t at) const;
  /// Where a list's or a map's items lie in parts().
  std::pair<std::int64_t, std::int64_t> Items(std::int64_t at) const;

 private:
  const RecordType* type_;
  const arrow::Array* array_ = nullptr;
  std::vector<ArrowColumn> parts_;
  std::int64_t (*signed_)(const arrow::Array&, std::int64_t) = nullptr;
  std::uint64_t (*unsigned_)(const arrow::Array&, std::int64_t) = nullptr;
};

}  // namespace beam::io::internal
