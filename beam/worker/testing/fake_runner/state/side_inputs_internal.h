#pragma once

#include <map>
#include <optional>
#include <string>

#include "beam/model/fn_internal.h"
#include "beam/worker/testing/fake_runner/plan/element_coder_internal.h"

namespace beam::fake_runner {

/// What workers may ask of side inputs: by window all values, all keys, or the values of a key.
class SideInputs {
 public:
  /// The elements of a transform's side input, all of them. Its access pattern says how they are
  /// looked up.
  void Add(const std::string& transform_id, const std::string& tag, const std::string& pattern_urn,
           const ElementCoder& coder, const Elements& elements);

  /// The bytes behind a key; none where there are no such elements. Nothing when it is no key of a
  /// side input that there is.
  std::optional<std::string> Find(const model::fn::StateKey& key) const;

 private:
  struct OfWindow {
    std::string values;                            ///< Of an iterable.
    std::string keys;                              ///< Each once.
    std::map<std::string, std::string> values_of;  ///< By key.
  };
  using Windows = std::map<std::string, OfWindow>;  ///< By the bytes of the window.

  /// The values of one window; null where it has none.
  static const OfWindow* In(const Windows& windows, const std::string& window);
  template <class Key>
  const Windows* Of(const Key& key) const;

  std::map<std::pair<std::string, std::string>, Windows> inputs_;  ///< By transform and tag.
};

}  // namespace beam::fake_runner
