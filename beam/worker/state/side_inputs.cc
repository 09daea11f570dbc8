#include <utility>

#include "beam/base/bytes.h"
#include "beam/exec/step_scope.h"
#include "beam/worker/state/side_inputs_internal.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;

std::string Encoded(const Window& window, WindowCoder coder) {
  std::string bytes;
  ByteWriter writer(bytes);
  EncodeWindow(window, coder, writer);
  return bytes;
}

}  // namespace

void EngineSideInputs::Add(std::size_t step, std::size_t number, std::string transform_id,
                           std::string tag, WindowCoder window_coder) {
  names_[{step, number}] = {std::move(transform_id), std::move(tag), window_coder};
}

const EngineSideInputs::Name& EngineSideInputs::NameOf(std::size_t number) const {
  return names_.at({exec::current_step->step, number});
}

template <class Key>
void EngineSideInputs::Fill(Key& key, const Name& name, const Window& window) const {
  key.set_transform_id(name.transform_id);
  key.set_side_input_id(name.tag);
  key.set_window(Encoded(window, name.window_coder));
}

std::shared_ptr<const StatePages> EngineSideInputs::Pages(const Name& name,
                                                          fn::StateKey key) const {
  const auto token = scope_.side_input_tokens.find({name.transform_id, name.tag});
  return std::make_shared<EnginePages>(
      scope_, std::move(key),
      token == scope_.side_input_tokens.end() ? scope_.BundleToken() : token->second);
}

std::shared_ptr<const StatePages> EngineSideInputs::All(std::size_t number, const Window& window) {
  const Name& name = NameOf(number);
  fn::StateKey key;
  Fill(*key.mutable_iterable_side_input(), name, window);
  return Pages(name, std::move(key));
}

std::shared_ptr<const StatePages> EngineSideInputs::ValuesOf(std::size_t number,
                                                             const Window& window,
                                                             const std::string& key_bytes) {
  const Name& name = NameOf(number);
  fn::StateKey key;
  Fill(*key.mutable_multimap_side_input(), name, window);
  key.mutable_multimap_side_input()->set_key(key_bytes);
  return Pages(name, std::move(key));
}

std::shared_ptr<const StatePages> EngineSideInputs::Keys(std::size_t number, const Window& window) {
  const Name& name = NameOf(number);
  fn::StateKey key;
  Fill(*key.mutable_multimap_keys_side_input(), name, window);
  return Pages(name, std::move(key));
}

std::shared_ptr<const void>& EngineSideInputs::ViewOf(std::size_t number, const Window& window) {
  return views_[{exec::current_step->step, number, window}];
}

}  // namespace beam::worker
