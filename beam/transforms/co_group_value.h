#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "beam/base/approximate_bytes.h"
#include "beam/base/describe.h"
#include "beam/base/iterable.h"
#include "beam/coders/coders.h"

namespace beam {

/// What CoGroupByKey gives for a key: the values that it has in each input, which may be none.
template <class... V>
using CoGbkResult = std::tuple<Iterable<V>...>;

namespace internal {

/// A value of one of the inputs of a CoGroupByKey, which are told apart by their number, since two
/// may be of one type.
template <class... V>
struct CoGroupValue {
  std::variant<V...> value;

  std::size_t ApproximateBytes() const {
    return std::visit([](const auto& held) { return beam::ApproximateBytes(held); }, value) +
           sizeof(value);
  }
  std::string Describe() const {
    return std::visit([](const auto& held) { return beam::Describe(held); }, value);
  }
};

/// Those values of a large group that came from the input of number I. They stay where they are:
/// each chunk that has some is read anew.
template <std::size_t I, class... V>
class ValuesOfInput final : public IterableChunks<std::tuple_element_t<I, std::tuple<V...>>> {
  using Value = std::tuple_element_t<I, std::tuple<V...>>;
  using All = std::shared_ptr<const IterableChunks<CoGroupValue<V...>>>;

 public:
  explicit ValuesOfInput(All all) : all_(std::move(all)) {}

  /// Chunk `chunk` of all values has `count` of these.
  void Add(std::size_t chunk, std::size_t count) {
    chunks_.push_back(chunk);
    size_ += count;
  }

  std::size_t size() const override { return size_; }
  /// Its share of what all inputs hold together.
  std::size_t ApproximateBytes() const override {
    return all_->ApproximateBytes() / sizeof...(V) + chunks_.size() * sizeof(std::size_t);
  }
  std::vector<Value> ReadChunk(std::size_t chunk) const override {
    std::vector<Value> values;
    if (chunk >= chunks_.size()) return values;
    for (CoGroupValue<V...>& value : all_->ReadChunk(chunks_[chunk])) {
      if (value.value.index() == I) values.push_back(std::get<I>(std::move(value.value)));
    }
    return values;
  }

 private:
  All all_;
  std::vector<std::size_t> chunks_;  ///< Of all, those that have some.
  std::size_t size_ = 0;
};

template <class Indices, class... V>
struct SplitByInput;

/// Takes the values of a group apart by their inputs: those in memory into a vector for each input,
/// those of a large group without bringing them into memory.
template <std::size_t... I, class... V>
struct SplitByInput<std::index_sequence<I...>, V...> {
  using Value = CoGroupValue<V...>;

  CoGbkResult<V...> operator()(const Iterable<Value>& group) const {
    return group.chunks() == nullptr ? SplitInMemory(group) : SplitChunks(group.chunks());
  }

 private:
  static CoGbkResult<V...> SplitInMemory(const Iterable<Value>& group) {
    std::tuple<std::vector<V>...> values;
    for (const Value& value : group) {
      (void)((value.value.index() == I &&
              (std::get<I>(values).push_back(std::get<I>(value.value)), true)) ||
             ...);
    }
    return {Iterable<V>(std::move(std::get<I>(values)))...};
  }

  static CoGbkResult<V...> SplitChunks(const std::shared_ptr<const IterableChunks<Value>>& chunks) {
    const auto parts = std::make_tuple(std::make_shared<ValuesOfInput<I, V...>>(chunks)...);
    for (std::size_t chunk = 0;; ++chunk) {
      const std::vector<Value> values = chunks->ReadChunk(chunk);
      if (values.empty()) break;
      std::array<std::size_t, sizeof...(V)> counts = {};
      for (const Value& value : values) ++counts[value.value.index()];
      ((counts[I] > 0 ? std::get<I>(parts)->Add(chunk, counts[I]) : void()), ...);
    }
    return {Iterable<V>(std::shared_ptr<const IterableChunks<V>>(std::get<I>(parts)))...};
  }
};

}  // namespace internal

/// The number of the input, then the value.
template <HasCoder... V>
struct Coder<internal::CoGroupValue<V...>> {
  using Value = internal::CoGroupValue<V...>;

  static void Encode(const Value& value, ByteWriter& out) {
    out.WriteVarint(value.value.index());
    std::visit([&](const auto& held) { Coder<std::decay_t<decltype(held)>>::Encode(held, out); },
               value.value);
  }
  static Value Decode(ByteReader& in) {
    const std::uint64_t index = in.ReadVarint();
    std::optional<Value> value;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      auto decode = [&]<std::size_t N>() {
        using T = std::variant_alternative_t<N, std::variant<V...>>;
        value = Value{std::variant<V...>(std::in_place_index<N>, Coder<T>::Decode(in))};
      };
      ((index == I ? decode.template operator()<I>() : void()), ...);
    }(std::index_sequence_for<V...>());
    if (!value.has_value()) {
      throw Error(ErrorCode::kDataLoss, "a value of a CoGroupByKey is of input " +
                                            std::to_string(index) + ", of " +
                                            std::to_string(sizeof...(V)));
    }
    return std::move(*value);
  }
};

}  // namespace beam
