#pragma once

#include <memory>

#include "beam/base/describe.h"
#include "beam/coders/coder.h"
#include "beam/exec/reshuffle_writer.h"
#include "beam/exec/splittable/element_work.h"
#include "beam/exec/splittable/restricted.h"
#include "beam/exec/splittable/restriction_fn.h"

namespace beam::exec {

/// The step in front of a splittable DoFn's queue: gives each element, in each of its windows, its
/// restriction, and splits that into the parts to begin with.
template <SplittableDoFn Fn>
class RestrictionOperator final : public Operator,
                                  public Receiver<typename SignatureOf<Fn>::Input> {
  using Input = typename SignatureOf<Fn>::Input;
  using Work = WorkOf<Fn>;

 public:
  /// Restrictions pass through their coder if `encode`.
  RestrictionOperator(const Step& step, const Fn& fn, bool encode, BufferSink& sink)
      : fn_(step, fn), encode_(encode), writer_(sink) {}

  ReceiverBase& input() override { return *this; }

  void Setup() override { fn_.Setup(); }
  void StartBundle(BundleContext& bundle) override { fn_.StartBundle(bundle); }
  void Receive(Element<Input>&& element) override { ReceiveCopy(element); }
  void ReceiveCopy(const Element<Input>& element) override {
    fn_.Run(
        &element.windows,
        [&] { return "on the restriction of element " + Describe(element.value); },
        [&](const Fn& fn) {
          const Work whole = WholeWorkOf(fn, element.value);
          for (const Work& part : PartsOf(fn, element.value, whole)) Write(element, part);
        });
  }
  void FinishBundle() override { writer_.FinishBundle(); }
  void Teardown() override { fn_.Teardown(); }

 private:
  void Write(const Element<Input>& element, const Work& work) {
    for (const Window& window : element.windows.all()) {
      auto shared = std::make_shared<SharedWork<Work>>(encode_ ? Decode<Work>(Encode(work)) : work);
      writer_.Receive(
          {{element.value, std::move(shared)}, element.timestamp, element.windows.In(window)});
    }
  }

  RestrictionFn<Fn> fn_;
  const bool encode_;
  ReshuffleWriter<Restricted<Input, Work>> writer_;
};

}  // namespace beam::exec
