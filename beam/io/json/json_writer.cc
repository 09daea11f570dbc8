#include "beam/io/json/json_writer.h"

#include <charconv>
#include <cmath>
#include <utility>

#include "beam/base/error.h"
#include "beam/base/time/rfc3339.h"
#include "beam/base/utf8.h"
#include "beam/io/json/base64.h"
#include "beam/io/json/duration_text.h"

namespace beam::io {
namespace {

void AppendEscaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += "0123456789abcdef"[c >> 4];
      out += "0123456789abcdef"[c & 15];
  }
}

/// Whether it stands for itself in a JSON string.
bool IsPlain(char c) {
  return c >= 0x20 && c != '"' && c != '\\' && c != 0x7f;
}

}  // namespace

void JsonWriter::Null() {
  Plain("null");
}

void JsonWriter::Bool(bool value) {
  Plain(value ? "true" : "false");
}

template <class T>
void JsonWriter::Number(T value) {
  char digits[32];
  const std::to_chars_result end = std::to_chars(std::begin(digits), std::end(digits), value);
  Plain({digits, static_cast<std::size_t>(end.ptr - digits)});
}

void JsonWriter::Signed(std::int64_t value) {
  Number(value);
}

void JsonWriter::Unsigned(std::uint64_t value) {
  Number(value);
}

void JsonWriter::Float(float value) {
  if (std::isfinite(value) && value != 0) return Number(value);
  Double(value);
}

void JsonWriter::Double(double value) {
  if (value == 0) return Plain(std::signbit(value) ? "-0.0" : "0");  // -0 is an integer to many.
  if (std::isfinite(value)) return Number(value);
  String(std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
}

void JsonWriter::String(std::string_view value) {
  is_key_ = false;
  out_ += '"';
  while (!value.empty()) {
    std::size_t plain = 0;
    while (plain < value.size() && IsPlain(value[plain])) ++plain;
    out_.append(value.substr(0, plain));
    value.remove_prefix(plain);
    if (value.empty()) break;
    const std::size_t length = Utf8CharacterLength(value);
    if (length == 0) {
      throw Error(ErrorCode::kInvalidArgument,
                  "a string is not UTF-8, as JSON must be (make the field beam::Bytes, or "
                  "PrintableUtf8 of it): " +
                      PrintableUtf8(value.substr(0, 100)));
    }
    if (length == 1) {
      AppendEscaped(out_, value.front());
    } else {
      out_.append(value.substr(0, length));
    }
    value.remove_prefix(length);
  }
  out_ += '"';
}

void JsonWriter::Bytes(std::string_view value) {
  String(EncodeBase64(value));
}

void JsonWriter::Time(Timestamp value) {
  String(FormatRfc3339(value));
}

void JsonWriter::Length(Duration value) {
  String(FormatDuration(value));
}

void JsonWriter::Field(std::size_t, std::string_view name) {
  Separate();
  out_ += '"';
  out_ += name;  // A C++ name has nothing to escape.
  out_ += "\":";
}

void JsonWriter::Key() {
  Separate();
  is_key_ = true;
}

void JsonWriter::Value() {
  is_key_ = false;
  out_ += ':';
}

void JsonWriter::Begin(char bracket) {
  if (is_key_) {
    throw Error(ErrorCode::kInvalidArgument,
                "the keys of a map are no strings, numbers, enums or times, as JSON's must be");
  }
  out_ += bracket;
  is_first_ = true;
}

void JsonWriter::End(char bracket) {
  out_ += bracket;
  is_first_ = false;
}

void JsonWriter::Separate() {
  if (!std::exchange(is_first_, false)) out_ += ',';
}

void JsonWriter::Plain(std::string_view text) {
  if (!std::exchange(is_key_, false)) {
    out_ += text;
    return;
  }
  out_ += '"';
  out_ += text;
  out_ += '"';
}

}  // namespace beam::io
