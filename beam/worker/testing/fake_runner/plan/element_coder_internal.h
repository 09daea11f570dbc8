#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "beam/base/bytes.h"
#include "beam/base/kv.h"
#include "beam/coders/model/windowed_value_coder.h"
#include "beam/model/urns_internal.h"

namespace beam::fake_runner {

/// The elements of a PCollection: an engine moves them as bytes, each a windowed value.
using Elements = std::vector<std::string>;

/// Takes a value of the coder with that id off `in` without looking at it. Throws unimplemented for
/// a coder of some SDK's own that no length stands in front of.
void SkipValue(const model::pipeline::Components& components, const std::string& coder_id,
               ByteReader& in);

/// How windows with the coder of that id are written. Throws unimplemented for one that is not
/// Beam's.
WindowCoder WindowCoderOf(const model::pipeline::Components& components,
                          const std::string& coder_id);

/// Finds its way through the elements of one PCollection: what an engine must know of them to move,
/// group and index them.
class ElementCoder {
 public:
  /// A windowed value taken apart. The value is part of the element that was read.
  struct Parts {
    WindowedValueHeader header;
    std::string_view value;
  };

  /// `components` outlives this.
  ElementCoder(const model::pipeline::Components& components, const std::string& collection);

  WindowCoder window_coder() const { return window_coder_; }

  /// Cuts what a worker wrote into elements.
  Elements Divide(std::string_view bytes) const;
  Parts Read(std::string_view element) const;
  std::string Write(const WindowedValueHeader& header, std::string_view value) const;

  /// Cuts a value in two; throws invalid_argument when the PCollection is none of KVs.
  KV<std::string_view, std::string_view> KeyAndValue(std::string_view value) const;

 private:
  const model::pipeline::Components& components_;
  const std::string collection_;
  const std::string coder_id_;
  const WindowCoder window_coder_;
};

/// A window as its bytes, which state is asked for by.
std::string Encoded(const Window& window, WindowCoder coder);

}  // namespace beam::fake_runner
