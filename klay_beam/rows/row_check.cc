#include "klay_beam/rows/row_check.h"

#include <algorithm>
#include <cmath>

#include "beam/base/error.h"
#include "beam/base/utf8.h"

namespace klay {
namespace {

using beam::Error;
using beam::ErrorCode;

}  // namespace

void CheckRules(const RowRules& rules, const beam::io::RecordType& row) {
  for (const auto& [name, length] : rules.list_lengths) {
    const auto field = std::ranges::find(row.fields, name, &beam::io::RecordField::name);
    if (field == row.fields.end() || field->type.kind != beam::io::RecordType::Kind::kList) {
      throw Error(ErrorCode::kInvalidArgument,
                  "lists of a fixed length are fields of the row: expected one of " +
                      row.Describe() + ", found \"" + name + '"');
    }
  }
}

void RowCheck::Double(double value) {
  if (rules_.nan == NanPolicy::kKeep || std::isfinite(value)) return;
  Refuse("a finite number", std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
}

void RowCheck::String(std::string_view value) {
  const std::string printable = beam::PrintableUtf8(value);
  if (printable != value) Refuse("UTF-8", '"' + beam::ExcerptOf(printable) + '"');
}

void RowCheck::Field(std::size_t, std::string_view name) {
  if (depth_ == 1) field_ = name;
}

void RowCheck::BeginList() {
  if (++depth_ == 2) items_ = 0;
}

void RowCheck::Item() {
  if (depth_ == 2) ++items_;
}

void RowCheck::EndList() {
  if (--depth_ != 1) return;
  const auto rule = rules_.list_lengths.find(std::string(field_));
  if (rule == rules_.list_lengths.end() || rule->second == items_) return;
  Refuse("a list of " + std::to_string(rule->second), "one of " + std::to_string(items_));
}

void RowCheck::Refuse(const std::string& expected, const std::string& found) const {
  throw Error(ErrorCode::kInvalidArgument, "a row is not fit to be written: field " +
                                               std::string(field_) + ": expected " + expected +
                                               ", found " + found);
}

}  // namespace klay
