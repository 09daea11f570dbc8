#include "klay_beam/numpy/npy.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

#include "beam/base/error.h"
#include "beam/base/utf8.h"

namespace klay {
namespace {

using beam::Error;
using beam::ErrorCode;

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kAlignment = 64;

[[noreturn]] void Refuse(const std::string& expected, const std::string& found) {
  throw Error(ErrorCode::kDataLoss,
              "not a whole .npy file: expected " + expected + ", found " + found);
}

/// What a file says before its items.
struct Header {
  std::string dtype;
  bool is_fortran = false;
  std::vector<std::int64_t> shape;
};

/// Reads the dictionary of a header, a literal of Python's:
/// "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }".
class HeaderReader {
 public:
  explicit HeaderReader(std::string_view text) : text_(text) {}

  Header Read() {
    std::optional<std::string> dtype;
    std::optional<bool> is_fortran;
    std::optional<std::vector<std::int64_t>> shape;
    Take('{');
    while (!TakeIf('}')) {
      const std::string key = ReadText();
      Take(':');
      if (key == "descr") {
        dtype = ReadType();
      } else if (key == "fortran_order") {
        is_fortran = ReadBool();
      } else if (key == "shape") {
        shape = ReadShape();
      } else {
        Refuse("the keys descr, fortran_order and shape", '"' + beam::ExcerptOf(key) + '"');
      }
      if (!TakeIf(',')) {
        Take('}');
        break;
      }
    }
    if (!dtype.has_value() || !is_fortran.has_value() || !shape.has_value()) {
      Refuse("the keys descr, fortran_order and shape", Rest());
    }
    return {.dtype = *dtype, .is_fortran = *is_fortran, .shape = *shape};
  }

 private:
  char Peek() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool TakeIf(char c) {
    if (Peek() != c) return false;
    ++at_;
    return true;
  }
  void Take(char c) {
    if (!TakeIf(c)) Refuse(std::string("'") + c + "' in its header", Rest());
  }
  std::string Rest() {
    return '"' + beam::ExcerptOf(text_.substr(std::min(at_, text_.size()))) + '"';
  }

  std::string ReadText() {
    const char quote = Peek();
    if (quote != '\'' && quote != '"') Refuse("a string in its header", Rest());
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == text_.npos) Refuse("a string that ends in its header", Rest());
    std::string text(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return text;
  }

  std::string ReadType() {
    if (Peek() == '[') {
      throw Error(ErrorCode::kUnimplemented,
                  "arrays of structures are not read: expected one type, found " + Rest());
    }
    return ReadText();
  }

  bool ReadBool() {
    Peek();
    for (const auto& [word, value] :
         {std::pair<std::string_view, bool>("True", true), {"False", false}}) {
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return value;
    }
    Refuse("True or False in its header", Rest());
  }

  std::vector<std::int64_t> ReadShape() {
    std::vector<std::int64_t> shape;
    Take('(');
    while (!TakeIf(')')) {
      Peek();
      std::int64_t& length = shape.emplace_back();
      const char* begin = text_.data() + at_;
      const auto [stop, error] = std::from_chars(begin, text_.data() + text_.size(), length);
      if (error != std::errc() || length < 0) Refuse("a length in its shape", Rest());
      at_ += static_cast<std::size_t>(stop - begin);
      TakeIf('L');  // Python 2.
      if (!TakeIf(',')) {
        Take(')');
        break;
      }
    }
    return shape;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string ShapeText(const std::vector<std::int64_t>& shape) {
  std::string text;
  for (const std::int64_t length : shape) text += std::to_string(length) + ", ";
  // (), (3,), (3, 4)
  if (shape.size() == 1) text.pop_back();
  if (shape.size() > 1) text.resize(text.size() - 2);
  return '(' + text + ')';
}

/// Bytes that swap places when the most significant one comes first: parts of a complex number and
/// code points do so one by one.
std::size_t SwappedBytes(std::string_view dtype) {
  if (dtype[1] == 'U') return sizeof(char32_t);
  if (dtype[1] == 'S') return 1;
  return ItemBytes(dtype) / (dtype[1] == 'c' ? 2 : 1);
}

void SwapBytes(std::string& items, std::size_t width) {
  for (std::size_t i = 0; i + width <= items.size(); i += width) {
    std::reverse(items.begin() + static_cast<std::ptrdiff_t>(i),
                 items.begin() + static_cast<std::ptrdiff_t>(i + width));
  }
}

/// Items whose first index runs fastest, in the order where the last one does.
std::string InOrderOfC(const std::string& items, const std::vector<std::int64_t>& shape,
                       std::size_t item_bytes) {
  std::string ordered;
  ordered.reserve(items.size());
  std::vector<std::int64_t> index(shape.size());
  const std::int64_t count = CountItems(shape);
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t place = 0;
    for (std::size_t d = shape.size(); d-- > 0;) place = place * shape[d] + index[d];
    ordered.append(items, static_cast<std::size_t>(place) * item_bytes, item_bytes);
    for (std::size_t d = shape.size(); d-- > 0 && ++index[d] == shape[d];) index[d] = 0;
  }
  return ordered;
}

/// The header's text, and in `items` what is behind it.
std::string_view HeaderText(std::string_view file, std::string_view& items) {
  if (!file.starts_with(kMagic)) {
    Refuse("\"\\x93NUMPY\" at its begin",
           '"' + beam::ExcerptOf(file.substr(0, kMagic.size())) + '"');
  }
  const auto byte_at = [&](std::size_t at) -> std::size_t {
    if (at >= file.size()) Refuse("a header", "its end");
    return static_cast<unsigned char>(file[at]);
  };
  const std::size_t version = byte_at(kMagic.size());
  if (version < 1 || version > 3) Refuse("version 1, 2 or 3", std::to_string(version));
  const std::size_t begin = kMagic.size() + (version == 1 ? 4 : 6);
  std::size_t length = byte_at(8) | byte_at(9) << 8;
  if (version > 1) length |= byte_at(10) << 16 | byte_at(11) << 24;
  if (file.size() - begin < length || file.size() < begin) {
    Refuse("a header of " + std::to_string(length) + " bytes", "its end");
  }
  items = file.substr(begin + length);
  return file.substr(begin, length);
}

}  // namespace

std::string EncodeNpy(const NumpyArray& array) {
  CheckedArray(array.dtype, array.shape, array.items.data);
  std::string header = "{'descr': '" + array.dtype +
                       "', 'fortran_order': False, 'shape': " + ShapeText(array.shape) + ", }";
  const std::size_t before = kMagic.size() + 4;
  header.append(kAlignment - 1 - (before + header.size()) % kAlignment, ' ');
  header += '\n';
  std::string file(kMagic);
  file += {'\x01', '\0', static_cast<char>(header.size() & 0xFF),
           static_cast<char>(header.size() >> 8)};
  return file + header + array.items.data;
}

NumpyArray DecodeNpy(std::string_view file) {
  std::string_view items;
  Header header = HeaderReader(HeaderText(file, items)).Read();
  const std::size_t item_bytes = ItemBytes(header.dtype);
  std::int64_t bytes = 0;
  if (__builtin_mul_overflow(CountItems(header.shape), static_cast<std::int64_t>(item_bytes),
                             &bytes) ||
      bytes != static_cast<std::int64_t>(items.size())) {
    Refuse("items of " + std::to_string(bytes) + " bytes", std::to_string(items.size()));
  }
  std::string ordered(items);
  if (header.is_fortran && header.shape.size() > 1) {
    ordered = InOrderOfC(ordered, header.shape, item_bytes);
  }
  if (header.dtype[0] == '>' || header.dtype[0] == '=') {
    if (header.dtype[0] == '>') SwapBytes(ordered, SwappedBytes(header.dtype));
    header.dtype[0] = '<';
  }
  return CheckedArray(std::move(header.dtype), std::move(header.shape), std::move(ordered));
}

}  // namespace klay
