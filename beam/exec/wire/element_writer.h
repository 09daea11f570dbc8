#pragma once

#include <string>
#include <utility>

#include "beam/coders/model/windowed_value_coder.h"
#include "beam/coders/wire/wire_coder.h"
#include "beam/exec/receiver.h"
#include "beam/exec/wire/wire_output.h"

namespace beam::exec {

/// Writes elements for an engine, as TypedElementReader reads them.
template <HasCoder T>
class ElementWriter final : public Receiver<T> {
 public:
  /// `output` outlives this.
  ElementWriter(WindowCoder window_coder, WireOutput& output)
      : window_coder_(window_coder), output_(output) {}

  void Receive(Element<T>&& element) override { ReceiveCopy(element); }
  void ReceiveCopy(const Element<T>& element) override {
    ByteWriter writer(output_.bytes());
    if (header_bytes_.empty() || element.timestamp != header_.timestamp ||
        element.windows != header_.windows) {
      SetHeader({element.timestamp, element.windows});
    }
    writer.WriteBytes(header_bytes_);
    WireCoder<T>::Encode(element.value, writer);
    output_.ElementAdded();
  }

 private:
  /// Neighbours often have the same time, windows and pane.
  void SetHeader(WindowedValueHeader header) {
    header_ = std::move(header);
    header_bytes_.clear();
    ByteWriter writer(header_bytes_);
    header_.Encode(window_coder_, writer);
  }

  const WindowCoder window_coder_;
  WireOutput& output_;
  WindowedValueHeader header_;
  std::string header_bytes_;  ///< Of header_.
};

}  // namespace beam::exec
