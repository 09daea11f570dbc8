#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "beam/io/record/record.h"

namespace klay {

/// What becomes of a row with a number that is none, or infinite.
enum class NanPolicy {
  kFail,  ///< It is a Failure.
  kKeep,  ///< It is written as it is.
};

/// What rows must be to be written.
struct RowRules {
  NanPolicy nan = NanPolicy::kFail;
  /// How long lists in these fields are, each of them.
  std::map<std::string, std::size_t> list_lengths = {};
};

/// Throws invalid_argument unless the lengths are those of fields of the row that are lists.
void CheckRules(const RowRules& rules, const beam::io::RecordType& row);

/// Looks at the values of one row: `beam::io::WriteRecord(row, check)` throws invalid_argument,
/// naming the field, for a row that breaks the rules, and for text that is not UTF-8.
class RowCheck final : public beam::io::RecordWriter {
 public:
  /// `rules` must outlive the check.
  explicit RowCheck(const RowRules& rules) : rules_(rules) {}

  void Null() override {}
  void Bool(bool) override {}
  void Signed(std::int64_t) override {}
  void Unsigned(std::uint64_t) override {}
  void Float(float value) override { Double(static_cast<double>(value)); }
  void Double(double value) override;
  void String(std::string_view value) override;
  void Bytes(std::string_view) override {}
  void Time(beam::Timestamp) override {}
  void Length(beam::Duration) override {}

  void BeginRow() override { ++depth_; }
  void Field(std::size_t index, std::string_view name) override;
  void EndRow() override { --depth_; }
  void BeginList() override;
  void Item() override;
  void EndList() override;
  void BeginMap() override { ++depth_; }
  void Key() override {}
  void Value() override {}
  void EndMap() override { --depth_; }

 private:
  [[noreturn]] void Refuse(const std::string& expected, const std::string& found) const;

  const RowRules& rules_;
  int depth_ = 0;  ///< 1 in the row itself.
  std::string_view field_;
  std::size_t items_ = 0;  ///< Of the field's list.
};

}  // namespace klay
