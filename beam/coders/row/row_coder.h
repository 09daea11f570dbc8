#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/base/reflection/field_doc.h"
#include "beam/base/reflection/reflect.h"
#include "beam/coders/coder.h"
#include "beam/coders/kv_coder.h"
#include "beam/coders/row/row_field.h"
#include "beam/coders/row/row_header.h"
#include "beam/coders/timestamp_coder.h"

/// Plain structs are rows.
///
///     struct Track {
///       std::string path;
///       std::optional<double> seconds = {};  // nullable
///       static constexpr beam::FieldDoc kDocs[] = {{"seconds", "Length of the audio [s]."}};
///       // Only to agree with another SDK that writes the fields in another order: the place of
///       // each field, in order of declaration.
///       static constexpr std::size_t kEncodingPositions[] = {1, 0};
///     };
namespace beam {
namespace internal {

/// Whether `positions` has each of 0 to N-1 once.
template <std::size_t N, std::size_t M>
consteval bool IsPermutation(const std::size_t (&positions)[M]) {
  std::array<bool, M> seen{};
  for (const std::size_t position : positions) {
    if (position >= M || seen[position]) return false;
    seen[position] = true;
  }
  return N == M;
}

/// The place of each field among the encoded ones.
template <class T>
consteval std::array<std::size_t, kFieldCount<T>> PositionsOf() {
  std::array<std::size_t, kFieldCount<T>> positions{};
  if constexpr (requires { T::kEncodingPositions; }) {
    static_assert(
        IsPermutation<kFieldCount<T>>(T::kEncodingPositions),
        "beam: kEncodingPositions is not each of 0 to the number of fields less one, once");
    std::ranges::copy(T::kEncodingPositions, positions.begin());
  } else {
    for (std::size_t i = 0; i < positions.size(); ++i) positions[i] = i;
  }
  return positions;
}

/// The field at each place: the inverse.
template <std::size_t N>
constexpr std::array<std::size_t, N> OrderOf(const std::array<std::size_t, N>& positions) {
  std::array<std::size_t, N> order{};
  for (std::size_t i = 0; i < N; ++i) order[positions[i]] = i;
  return order;
}

/// One field of T as part of its row.
template <class T, std::size_t I>
struct PartOfRow {
  using Field = std::tuple_element_t<I, decltype(Fields(std::declval<T&>()))>;
  using Value = std::remove_cvref_t<Field>;
  static constexpr bool kNullable = kIsOptional<Value>;

  static bool IsNull(const Value& value) {
    if constexpr (kNullable) {
      return !value.has_value();
    } else {
      return false;
    }
  }
  static void Encode(const Value& value, ByteWriter& out) {
    if constexpr (kNullable) {
      if (value.has_value()) RowField<typename Value::value_type>::Encode(*value, out);
    } else {
      RowField<Value>::Encode(value, out);
    }
  }
  static void Decode(ByteReader& in, bool is_null, Value& value) {
    if constexpr (kNullable) {
      if (!is_null) value = RowField<typename Value::value_type>::Decode(in);
    } else {
      if (is_null) ThrowNull(kFieldNames<T>[I]);
      value = RowField<Value>::Decode(in);
    }
  }
};

/// The bytes and the schema of T's rows.
template <class T>
class RowOf {
 public:
  static FieldType Type() { return FieldType::Row(SchemaOf<T>()); }

  static void Encode(const T& row, ByteWriter& out) {
    WriteRowHeader(out, kFieldCount<T>, NullBits(row));
    const auto fields = Fields(row);
    ForEachPlace(
        [&]<std::size_t I>(std::size_t) { PartOfRow<T, I>::Encode(std::get<I>(fields), out); });
  }

  static T Decode(ByteReader& in) {
    static_assert(std::is_default_constructible_v<T>,
                  "beam: a row is made before its fields are read; give each field a default");
    const RowHeader header(in, kFieldCount<T>);
    T row{};
    const auto fields = Fields(row);
    ForEachPlace([&]<std::size_t I>(std::size_t place) {
      PartOfRow<T, I>::Decode(in, header.IsNull(place, I), std::get<I>(fields));
    });
    return row;
  }

  /// A bit for each field that is null, the first field's the least significant.
  static std::uint64_t NullBits(const T& row) {
    std::uint64_t bits = 0;
    const auto fields = Fields(row);
    ForEachPlace([&]<std::size_t I>(std::size_t) {
      if (PartOfRow<T, I>::IsNull(std::get<I>(fields))) bits |= std::uint64_t{1} << I;
    });
    return bits;
  }

 private:
  static constexpr auto kOrder = OrderOf(PositionsOf<T>());

  /// Calls visit<I>(place) for the field I at each place.
  template <class Visit>
  static void ForEachPlace(Visit visit) {
    [&]<std::size_t... kPlace>(std::index_sequence<kPlace...>) {
      (visit.template operator()<kOrder[kPlace]>(kPlace), ...);
    }(std::make_index_sequence<kFieldCount<T>>());
  }
};

template <class Refs>
inline constexpr bool kAreRowFields = false;
template <class... T>
inline constexpr bool kAreRowFields<std::tuple<T&...>> = (HasRowField<T> && ...);

}  // namespace internal

/// beam:coder:row:v1: the number of fields, the null bits, then each field that is not null. A row
/// of fewer fields, from before some were added, is read with null in these.
template <PlainStruct T>
  requires internal::kAreRowFields<decltype(Fields(std::declval<T&>()))>
struct Coder<T> : internal::RowOf<T> {
  using RowType = T;
};

template <PlainStruct T>
  requires requires { typename Coder<T>::RowType; }
struct RowField<T> : internal::RowOf<T> {};

/// A row of a key and a value, unlike a KV that stands alone.
template <HasRowField K, HasRowField V>
struct RowField<KV<K, V>> : internal::RowOf<KV<K, V>> {};

template <class T>
Schema SchemaOf() {
  constexpr auto kPositions = internal::PositionsOf<T>();
  Schema schema;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (schema.fields.push_back({std::string(kFieldNames<T>[I]),
                              RowField<typename internal::PartOfRow<T, I>::Value>::Type(),
                              internal::DocOf<T>(kFieldNames<T>[I]), kPositions[I]}),
     ...);
  }(std::make_index_sequence<kFieldCount<T>>());
  return schema;
}

}  // namespace beam
