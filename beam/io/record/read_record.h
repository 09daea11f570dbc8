#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "beam/base/reflection/enum_names.h"
#include "beam/base/utf8.h"
#include "beam/io/record/record_reader.h"
#include "beam/io/record/record_value.h"

namespace beam::io {

/// Takes a T from `in`. Throws data_loss for what is none, for a field that is missing and is no
/// std::optional, and for one that comes twice.
template <class T>
void ReadRecord(RecordReader& in, T& value);

namespace internal {

template <class E>
const std::map<std::string, E, std::less<>>& ValuesByName() {
  static const auto values = [] {
    std::map<std::string, E, std::less<>> by_name;
    for (const std::string& name : EnumNames<E>()) by_name.emplace(name, *EnumFromName<E>(name));
    return by_name;
  }();
  return values;
}

template <class T>
void ReadScalar(RecordReader& in, T& value) {
  if constexpr (std::same_as<T, bool>) {
    value = in.ReadBool();
  } else if constexpr (std::is_enum_v<T>) {
    const std::string name = in.ReadString();
    const auto known = ValuesByName<T>().find(name);
    if (known == ValuesByName<T>().end()) {
      std::string expected;
      for (const std::string& one : EnumNames<T>()) expected += (expected.empty() ? "" : "|") + one;
      in.Fail(expected, '"' + ExcerptOf(name) + '"');
    }
    value = known->second;
  } else if constexpr (std::same_as<T, std::string>) {
    value = in.ReadString();
  } else if constexpr (std::same_as<T, Bytes>) {
    value.data = in.ReadBytes();
  } else if constexpr (std::same_as<T, Timestamp>) {
    value = in.ReadTime();
  } else if constexpr (std::same_as<T, Duration>) {
    value = in.ReadLength();
  } else if constexpr (std::floating_point<T>) {
    const double wide = in.ReadDouble();
    value = static_cast<T>(wide);
    if (std::isinf(value) && !std::isinf(wide)) in.Fail("a 32-bit number", std::to_string(wide));
  } else if constexpr (std::is_signed_v<T>) {
    value =
        static_cast<T>(in.ReadSigned(std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
  } else {
    value = static_cast<T>(in.ReadUnsigned(std::numeric_limits<T>::max()));
  }
}

template <class T>
void ReadArray(RecordReader& in, T& value) {
  const std::string expected = "a list of " + std::to_string(value.size());
  std::size_t count = 0;
  in.BeginList();
  while (in.NextItem()) {
    if (count == value.size()) in.Fail(expected, "a longer one");
    ReadRecord(in, value[count++]);
  }
  if (count < value.size()) in.Fail(expected, "one of " + std::to_string(count));
}

template <class T>
void ReadMap(RecordReader& in, T& value) {
  value.clear();
  in.BeginMap();
  while (in.NextEntry()) {
    typename T::key_type key{};
    ReadRecord(in, key);
    const auto [position, is_new] = value.try_emplace(std::move(key));
    if (!is_new) in.Fail("each key once", "it twice");
    in.EntryValue();
    ReadRecord(in, position->second);
  }
}

template <class T>
void ReadRow(RecordReader& in, T& value) {
  auto fields = Fields(value);
  std::array<bool, kFieldCount<T> + 1> seen = {};
  in.BeginRow(kFieldNames<T>);
  while (const std::optional<std::size_t> index = in.NextField()) {
    if (std::exchange(seen[*index], true)) in.Fail("the field once", "it twice");
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (void)((I == *index && (ReadRecord(in, std::get<I>(fields)), true)) || ...);
    }(std::make_index_sequence<kFieldCount<T>>());
  }
  std::size_t index = 0;
  ForEachField(value, [&](std::string_view name, auto& field) {
    using Field = std::remove_cvref_t<decltype(field)>;
    if (seen[index++]) return;
    if constexpr (kIsOptionalField<Field>) {
      field.reset();
    } else {
      in.Fail("a field \"" + std::string(name) + "\"", "none");
    }
  });
}

}  // namespace internal

template <class T>
void ReadRecord(RecordReader& in, T& value) {
  internal::CheckRecordValue<T>();
  if constexpr (internal::kIsScalar<T>) {
    internal::ReadScalar(in, value);
  } else if constexpr (internal::kIsOptionalField<T>) {
    value.reset();
    if (!in.TakeNull()) ReadRecord(in, value.emplace());
  } else if constexpr (internal::kIsMap<T>) {
    internal::ReadMap(in, value);
  } else if constexpr (internal::kArrayLength<T> != 0) {
    internal::ReadArray(in, value);
  } else if constexpr (internal::kIsVector<T>) {
    value.clear();
    in.BeginList();
    while (in.NextItem()) {
      typename T::value_type item{};
      ReadRecord(in, item);
      value.push_back(std::move(item));
    }
  } else if constexpr (internal::kIsRecordValue<T>) {
    internal::ReadRow(in, value);
  }
}

}  // namespace beam::io
