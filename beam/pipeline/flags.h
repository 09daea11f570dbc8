#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "beam/base/reflection/enum_names.h"
#include "beam/base/reflection/field_doc.h"
#include "beam/base/reflection/reflect.h"

/// Command-line flags from a plain struct: field names are flag names.
///
///     struct Options {
///       std::string match_pattern;              // required: a string without a default
///       int sample_rate = 16000;
///       std::optional<std::string> report;      // may be left out
///       static constexpr beam::FieldDoc kDocs[] = {
///           {"match_pattern", "Glob of the files to read."}, ...};
///     };
namespace beam {

/// One flag, its type forgotten.
struct Flag {
  std::string name;  ///< Without dashes.
  std::string type;  ///< As --help shows it: "string", "integer", "keep|fail".
  std::string default_text;
  std::string doc;
  bool required = false;
  bool is_switch = false;  ///< A bool: the flag alone means true.
  /// Stores the value; throws invalid_argument when it is not of the type.
  std::function<void(const std::string& value)> set;
};

/// The flags under one heading of --help.
struct FlagGroup {
  std::string title;
  std::vector<Flag> flags;
};

/// What --help says around the flags.
struct ProgramText {
  std::string about = {};
  std::string version = {};
};

/// Reads `argv` into the flags. Returns the text to print when it asks for --help or --version, and
/// nothing when the program should run. Throws invalid_argument for an unknown flag (naming the
/// nearest one), a bad or repeated value and a required flag that is missing.
std::optional<std::string> ParseFlags(int argc, const char* const* argv,
                                      const std::vector<FlagGroup>& groups,
                                      const ProgramText& text = {});

namespace internal {

/// "--NAME wants TYPE, found "VALUE""
[[noreturn]] void ThrowBadValue(std::string_view name, std::string_view type,
                                const std::string& value);
bool ParseBool(std::string_view name, const std::string& value);
std::string Joined(const std::vector<std::string>& parts, std::string_view separator);

/// How values of one type are named, read and shown.
template <class T>
struct FlagType {
  static_assert(std::same_as<T, std::string> || std::is_arithmetic_v<T> || std::is_enum_v<T>,
                "beam: an option is a string, a number, a bool, an enum or a std::optional of one");

  static std::string Name() {
    if constexpr (std::same_as<T, bool>) return "true|false";
    if constexpr (std::integral<T>) return "integer";
    if constexpr (std::floating_point<T>) return "number";
    if constexpr (std::is_enum_v<T>) {
      return Joined(EnumNames<T>(), "|");
    } else {
      return "string";
    }
  }

  static T Parse(std::string_view flag, const std::string& value) {
    if constexpr (std::same_as<T, std::string>) {
      return value;
    } else if constexpr (std::same_as<T, bool>) {
      return ParseBool(flag, value);
    } else if constexpr (std::is_enum_v<T>) {
      if (auto known = EnumFromName<T>(value)) return *known;
      ThrowBadValue(flag, Name(), value);
    } else {
      T number{};
      const char* end = value.data() + value.size();
      auto result = std::from_chars(value.data(), end, number);
      if (result.ec != std::errc() || result.ptr != end) ThrowBadValue(flag, Name(), value);
      return number;
    }
  }

  static std::string Show(const T& value) {
    if constexpr (std::same_as<T, std::string>) {
      return value;
    } else if constexpr (std::same_as<T, bool>) {
      return value ? "true" : "false";
    } else if constexpr (std::is_enum_v<T>) {
      return EnumName(value);
    } else {
      char digits[32];
      return std::string(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr);
    }
  }
};

template <class T>
struct FlagType<std::optional<T>> {
  static std::string Name() { return FlagType<T>::Name(); }
  static std::optional<T> Parse(std::string_view flag, const std::string& value) {
    return FlagType<T>::Parse(flag, value);
  }
  static std::string Show(const std::optional<T>& value) {
    return value.has_value() ? FlagType<T>::Show(*value) : "";
  }
};

}  // namespace internal

/// The flags that set the fields of `options`, which must outlive them.
template <PlainStruct Options>
FlagGroup FlagsOf(std::string title, Options& options) {
  FlagGroup group{std::move(title), {}};
  ForEachField(options, [&](std::string_view name, auto& field) {
    using T = std::remove_cvref_t<decltype(field)>;
    using Type = internal::FlagType<T>;
    Flag flag{
        .name = std::string(name),
        .type = Type::Name(),
        .default_text = Type::Show(field),
        .doc = internal::DocOf<Options>(name),
        .set = [&field, name](const std::string& value) { field = Type::Parse(name, value); }};
    if constexpr (std::same_as<T, std::string>) flag.required = field.empty();
    flag.is_switch = std::same_as<T, bool> || std::same_as<T, std::optional<bool>>;
    group.flags.push_back(std::move(flag));
  });
  return group;
}

}  // namespace beam
