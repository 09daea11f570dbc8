#pragma once

#include <span>
#include <string_view>
#include <utility>

#include "beam/base/kv.h"
#include "beam/exec/grouping/encoded_values.h"
#include "beam/exec/reshuffle_writer.h"

namespace beam::exec {

/// Makes elements KV<K, Iterable<V>> of encoded keys and values.
class PaneMaker {
 public:
  virtual ~PaneMaker() = default;
  /// About how much memory a decoded value takes, besides its bytes.
  virtual std::size_t value_size() const = 0;
  /// `values` are as MakeIterable wants them.
  virtual void Make(std::string_view key, std::span<const EncodedValues* const> values,
                    Timestamp timestamp, Windows windows) = 0;
  /// The last has been made.
  virtual void Finish() = 0;
};

template <class K, class V>
class TypedPaneMaker final : public PaneMaker {
 public:
  explicit TypedPaneMaker(BufferSink& sink) : output_(sink) {}

  std::size_t value_size() const override { return sizeof(V); }
  void Make(std::string_view key, std::span<const EncodedValues* const> values, Timestamp timestamp,
            Windows windows) override {
    ByteReader reader(key);
    output_.Receive(
        {{Coder<K>::Decode(reader), MakeIterable<V>(values)}, timestamp, std::move(windows)});
  }
  void Finish() override { output_.FinishBundle(); }

 private:
  ReshuffleWriter<KV<K, Iterable<V>>> output_;
};

}  // namespace beam::exec
