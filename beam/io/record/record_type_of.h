#pragma once

#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/base/reflection/field_doc.h"
#include "beam/io/record/record_value.h"

namespace beam::io {
namespace internal {

/// Throws invalid_argument: types do not nest so deeply, unless one holds itself.
void CheckTypeDepth(int depth);

template <class T>
RecordType TypeAtDepth(int depth) {
  CheckRecordValue<T>();
  CheckTypeDepth(++depth);
  using enum RecordType::Kind;
  RecordType type;
  if constexpr (kIsScalar<T>) {
    type.kind = ScalarKind<T>();
    type.bits = kIsNumber<T> ? static_cast<int>(8 * sizeof(T)) : 0;
  } else if constexpr (kIsOptionalField<T>) {
    static_assert(!kIsOptionalField<typename T::value_type>,
                  "beam::io: an optional of an optional has two kinds of null; files have one");
    type = TypeAtDepth<typename T::value_type>(depth);
    type.is_nullable = true;
  } else if constexpr (kIsVector<T> || kArrayLength<T> != 0) {
    type.kind = kList;
    type.length = kArrayLength<T>;
    type.fields = {{"item", TypeAtDepth<typename T::value_type>(depth)}};
  } else if constexpr (kIsMap<T>) {
    type.kind = kMap;
    type.fields = {{"key", TypeAtDepth<typename T::key_type>(depth)},
                   {"value", TypeAtDepth<typename T::mapped_type>(depth)}};
  } else if constexpr (PlainStruct<T>) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      using FieldTypes = decltype(Fields(std::declval<T&>()));
      (type.fields.push_back(
           {std::string(kFieldNames<T>[I]),
            TypeAtDepth<std::remove_cvref_t<std::tuple_element_t<I, FieldTypes>>>(depth),
            beam::internal::DocOf<T>(kFieldNames<T>[I])}),
       ...);
    }(std::make_index_sequence<kFieldCount<T>>());
  }
  return type;
}

}  // namespace internal

/// The type of T. Throws invalid_argument for a struct that holds itself.
template <class T>
RecordType RecordTypeOf() {
  return internal::TypeAtDepth<T>(0);
}

}  // namespace beam::io
