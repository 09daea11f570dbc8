#pragma once

#include <memory>
#include <string>
#include <utility>

#include "beam/coders/model/windowed_value_coder.h"
#include "beam/coders/wire/wire_coder.h"
#include "beam/exec/receiver.h"

namespace beam::exec {

/// Reads the elements that an engine sends, their type forgotten.
class ElementReader {
 public:
  virtual ~ElementReader() = default;
  /// Reads one element and hands it on. Throws data_loss on bytes that are none.
  virtual void Read(ByteReader& in) = 0;
};

/// Reads beam:coder:windowed_value:v1 with windows in `window_coder` and values in T's WireCoder.
template <HasCoder T>
class TypedElementReader final : public ElementReader {
 public:
  /// Lists may end in the engine's state at `pages`, if it is not null. `next` outlives this.
  TypedElementReader(WindowCoder window_coder, std::shared_ptr<const StatePages> pages,
                     Receiver<T>& next)
      : window_coder_(window_coder), pages_(std::move(pages)), next_(next) {}

  void Read(ByteReader& in) override {
    ReadHeader(in);
    next_.Receive({DecodeWire<T>(in, pages_), header_.timestamp, header_.windows});
  }

 private:
  /// Neighbours often have the same time, windows and pane, and then share them.
  void ReadHeader(ByteReader& in) {
    if (!header_bytes_.empty() && in.rest().starts_with(header_bytes_)) {
      in.ReadBytes(header_bytes_.size());
      return;
    }
    const std::string_view before = in.rest();
    header_ = WindowedValueHeader::Decode(window_coder_, in);
    header_bytes_ = before.substr(0, before.size() - in.remaining());
  }

  const WindowCoder window_coder_;
  const std::shared_ptr<const StatePages> pages_;
  Receiver<T>& next_;
  WindowedValueHeader header_;
  std::string header_bytes_;  ///< Of header_.
};

}  // namespace beam::exec
