#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <typeinfo>
#include <utility>
#include <vector>

#include "beam/base/reflection/type_name.h"
#include "beam/coders/coders.h"
#include "beam/coders/encoded_items.h"
#include "beam/coders/length_prefix_coder.h"
#include "beam/coders/model/state_backed_iterable_coder.h"
#include "beam/coders/wire/coder_spec.h"

namespace beam {

/// How elements of type T are written between an engine and a worker. Engines must find their way
/// through keys, values and groups, so these have Beam's standard coders; what is none of them goes
/// as its Coder's bytes behind a length, which engines step over.
///
///     static CoderSpec Spec();
///     static void Encode(const T& value, ByteWriter& out);
///     static T Decode(ByteReader& in);
template <HasCoder T>
struct WireCoder {
  static CoderSpec Spec() {
    return {.kind = CoderSpec::Kind::kLengthPrefix, .components = {Own()}};
  }
  static void Encode(const T& value, ByteWriter& out) { LengthPrefixCoder<T>::Encode(value, out); }
  static T Decode(ByteReader& in) { return LengthPrefixCoder<T>::Decode(in); }

 private:
  static CoderSpec Own() {
    if constexpr (requires { typename Coder<T>::RowType; }) {
      return {.kind = CoderSpec::Kind::kRow, .schema = SchemaOf<T>()};
    } else {
      return {.kind = CoderSpec::Kind::kOwn, .type_name = TypeName(typeid(T))};
    }
  }
};

/// The bytes of `value`, as WireCoder writes it.
template <HasCoder T>
std::string EncodeWire(const T& value) {
  std::string bytes;
  ByteWriter writer(bytes);
  WireCoder<T>::Encode(value, writer);
  return bytes;
}

namespace internal {

template <class T, CoderSpec::Kind kKind>
struct StandardWireCoder : Coder<T> {
  static CoderSpec Spec() { return {.kind = kKind}; }
};

}  // namespace internal

template <>
struct WireCoder<Bytes> : internal::StandardWireCoder<Bytes, CoderSpec::Kind::kBytes> {};
/// Not beam:coder:string_utf8:v1, which has the same bytes: an engine in Java that takes an element
/// apart would put U+FFFD for what is no UTF-8, and file names need not be.
template <>
struct WireCoder<std::string> : internal::StandardWireCoder<std::string, CoderSpec::Kind::kBytes> {
};
template <>
struct WireCoder<bool> : internal::StandardWireCoder<bool, CoderSpec::Kind::kBool> {};
template <>
struct WireCoder<double> : internal::StandardWireCoder<double, CoderSpec::Kind::kDouble> {};
template <HasCoder T>
  requires std::integral<T>
struct WireCoder<T> : internal::StandardWireCoder<T, CoderSpec::Kind::kVarint> {};

/// Reads a T whose lists may end in an engine's state, which is at `pages`; null where they may
/// not.
template <HasCoder T>
T DecodeWire(ByteReader& in, const std::shared_ptr<const StatePages>& pages) {
  if constexpr (requires { WireCoder<T>::Decode(in, pages); }) {
    return WireCoder<T>::Decode(in, pages);
  } else {
    return WireCoder<T>::Decode(in);
  }
}

template <HasCoder K, HasCoder V>
struct WireCoder<KV<K, V>> {
  static CoderSpec Spec() {
    return {.kind = CoderSpec::Kind::kKv,
            .components = {WireCoder<K>::Spec(), WireCoder<V>::Spec()}};
  }
  static void Encode(const KV<K, V>& value, ByteWriter& out) {
    WireCoder<K>::Encode(value.key, out);
    WireCoder<V>::Encode(value.value, out);
  }
  static KV<K, V> Decode(ByteReader& in) { return Decode(in, nullptr); }
  static KV<K, V> Decode(ByteReader& in, const std::shared_ptr<const StatePages>& pages) {
    K key = DecodeWire<K>(in, pages);
    V value = DecodeWire<V>(in, pages);
    return {std::move(key), std::move(value)};
  }
};

template <HasCoder T>
struct WireCoder<Iterable<T>> {
  static CoderSpec Spec() {
    return {.kind = CoderSpec::Kind::kIterable, .components = {WireCoder<T>::Spec()}};
  }
  static void Encode(const Iterable<T>& items, ByteWriter& out) {
    internal::IterableCoding<T, WireCoder<T>>::Encode(items, out);
  }
  static Iterable<T> Decode(ByteReader& in) {
    return internal::DecodeIterable<T, WireCoder<T>>(in);
  }
  static Iterable<T> Decode(ByteReader& in, const std::shared_ptr<const StatePages>& pages) {
    if (pages == nullptr) return Decode(in);
    return DecodeStateBacked<T, WireCoder<T>>(in, pages);
  }
};

/// The values that lie behind each other in an engine's `pages`, as WireCoder writes them; read
/// when they are iterated over.
template <HasCoder T>
Iterable<T> PagedIterable(std::shared_ptr<const StatePages> pages) {
  return Iterable<T>(std::make_shared<const internal::StateBackedItems<T, WireCoder<T>>>(
      std::vector<T>(), std::string(), std::move(pages)));
}

}  // namespace beam
