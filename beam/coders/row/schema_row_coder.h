#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "beam/coders/row/row_coder.h"

namespace beam {
namespace internal {

/// For each place among the encoded fields of `theirs`, which field of `ours` it is, and which of
/// theirs. Throws invalid_argument when the fields differ in name, type or
/// number, or `theirs` has two of a position.
struct FieldPlace {
  std::size_t our_field = 0;
  std::size_t their_field = 0;
};
std::vector<FieldPlace> MatchFields(const Schema& ours, const Schema& theirs);

}  // namespace internal

/// Rows of T as another SDK lays them out: with a schema of the same fields in any order, and with
/// any encoding positions. Rows within T must be laid out as ours.
template <PlainStruct T>
class SchemaRowCoder {
 public:
  /// Throws invalid_argument, naming both, when `schema` does not have T's fields.
  explicit SchemaRowCoder(const Schema& schema)
      : places_(internal::MatchFields(SchemaOf<T>(), schema)) {}

  void Encode(const T& row, ByteWriter& out) const {
    std::uint64_t null_bits = 0;
    const std::uint64_t our_null_bits = internal::RowOf<T>::NullBits(row);
    for (const internal::FieldPlace& place : places_) {
      null_bits |= (our_null_bits >> place.our_field & 1) << place.their_field;
    }
    internal::WriteRowHeader(out, kFieldCount<T>, null_bits);
    for (const internal::FieldPlace& place : places_) kEncoders[place.our_field](row, out);
  }

  T Decode(ByteReader& in) const {
    const internal::RowHeader header(in, kFieldCount<T>);
    T row{};
    for (std::size_t at = 0; at < places_.size(); ++at) {
      const bool is_null = header.IsNull(at, places_[at].their_field);
      kDecoders[places_[at].our_field](in, is_null, row);
    }
    return row;
  }

 private:
  using EncodeField = void (*)(const T&, ByteWriter&);
  using DecodeField = void (*)(ByteReader&, bool is_null, T&);

  template <std::size_t... I>
  static constexpr std::array<EncodeField, sizeof...(I)> Encoders(std::index_sequence<I...>) {
    return {[](const T& row, ByteWriter& out) {
      internal::PartOfRow<T, I>::Encode(std::get<I>(Fields(row)), out);
    }...};
  }
  template <std::size_t... I>
  static constexpr std::array<DecodeField, sizeof...(I)> Decoders(std::index_sequence<I...>) {
    return {[](ByteReader& in, bool is_null, T& row) {
      internal::PartOfRow<T, I>::Decode(in, is_null, std::get<I>(Fields(row)));
    }...};
  }

  static constexpr auto kEncoders = Encoders(std::make_index_sequence<kFieldCount<T>>());
  static constexpr auto kDecoders = Decoders(std::make_index_sequence<kFieldCount<T>>());

  std::vector<internal::FieldPlace> places_;
};

}  // namespace beam
