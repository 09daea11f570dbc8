#include "beam/worker/testing/fake_runner/state/side_inputs_internal.h"

namespace beam::fake_runner {
namespace {

namespace fn = model::fn;
namespace pipeline = model::pipeline;

}  // namespace

void SideInputs::Add(const std::string& transform_id, const std::string& tag,
                     const std::string& pattern_urn, const ElementCoder& coder,
                     const Elements& elements) {
  const bool is_multimap = pattern_urn == model::Urn(pipeline::StandardSideInputTypes::MULTIMAP);
  Windows& windows = inputs_[{transform_id, tag}];
  for (const std::string& element : elements) {
    const auto [header, value] = coder.Read(element);
    for (const Window& window : header.windows.all()) {
      OfWindow& in = windows[Encoded(window, coder.window_coder())];
      if (!is_multimap) {
        in.values += value;
        continue;
      }
      const auto pair = coder.KeyAndValue(value);
      const auto [position, is_new] = in.values_of.try_emplace(std::string(pair.key));
      if (is_new) in.keys += pair.key;
      position->second += pair.value;
    }
  }
}

const SideInputs::OfWindow* SideInputs::In(const Windows& windows, const std::string& window) {
  const auto found = windows.find(window);
  return found == windows.end() ? nullptr : &found->second;
}

template <class Key>
const SideInputs::Windows* SideInputs::Of(const Key& key) const {
  const auto found = inputs_.find({key.transform_id(), key.side_input_id()});
  return found == inputs_.end() ? nullptr : &found->second;
}

std::optional<std::string> SideInputs::Find(const fn::StateKey& key) const {
  if (key.has_iterable_side_input()) {
    const Windows* windows = Of(key.iterable_side_input());
    if (windows == nullptr) return std::nullopt;
    const OfWindow* in = In(*windows, key.iterable_side_input().window());
    return in == nullptr ? "" : in->values;
  }
  if (key.has_multimap_keys_side_input()) {
    const Windows* windows = Of(key.multimap_keys_side_input());
    if (windows == nullptr) return std::nullopt;
    const OfWindow* in = In(*windows, key.multimap_keys_side_input().window());
    return in == nullptr ? "" : in->keys;
  }
  if (!key.has_multimap_side_input()) return std::nullopt;
  const Windows* windows = Of(key.multimap_side_input());
  if (windows == nullptr) return std::nullopt;
  const OfWindow* in = In(*windows, key.multimap_side_input().window());
  if (in == nullptr) return "";
  const auto values = in->values_of.find(key.multimap_side_input().key());
  return values == in->values_of.end() ? "" : values->second;
}

}  // namespace beam::fake_runner
