#pragma once

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "beam/exec/bundle_finalizer.h"
#include "beam/exec/dofn_traits.h"
#include "beam/exec/step_error.h"

namespace beam {

/// An element on which a transform threw: what .WithExceptionHandling() gives besides the outputs.
template <class T>
struct FailedElement {
  T element;
  std::string step;     ///< The transform's full label.
  std::string code;     ///< An error code's name: "data_loss".
  std::string message;  ///< What was thrown.
};

namespace exec {

/// Keeps what is emitted, to be handed on later or not at all.
template <class T>
struct HeldOutput final : Receiver<T> {
  void Receive(Element<T>&& element) override { elements.push_back(std::move(element)); }
  void HandOn(Emitter<T>& out) {
    for (Element<T>& element : elements) out.Emit(std::move(element));
    elements.clear();
  }
  std::vector<Element<T>> elements;
};

/// The DoFn `Fn`, but an element on which it throws goes to a last output. What it had emitted for
/// that element is forgotten: outputs are held until Process has returned, so that nothing that is
/// thrown further downstream is caught either. Errors that may pass (unavailable) and cancellation
/// are thrown on, and so is what the rest of the DoFn's life throws.
template <class Fn, class Outputs = typename SignatureOf<Fn>::Outputs>
class CatchFn;

template <class Fn, class... Out>
class CatchFn<Fn, std::tuple<Out...>> {
  using Signature = SignatureOf<Fn>;
  using In = typename Signature::Input;

 public:
  /// `step` is what failed elements name.
  CatchFn(Fn fn, std::string step) : fn_(std::move(fn)), step_(std::move(step)) {}

  void Setup()
    requires HasSetup<Fn>
  {
    fn_.Setup();
  }
  void StartBundle() {
    if constexpr (HasStartBundle<Fn>) fn_.StartBundle();
    std::apply([](auto&... held) { (held.elements.clear(), ...); }, held_);
  }
  void FinishBundle(Emitter<Out>&... outputs, Emitter<FailedElement<In>>&)
    requires NamesFinishBundle<Fn>
  {
    if constexpr (HasPlainFinishBundle<Fn>) {
      fn_.FinishBundle();
    } else {
      fn_.FinishBundle(outputs...);
    }
  }
  void Teardown()
    requires HasTeardown<Fn>
  {
    fn_.Teardown();
  }

  void Process(const Element<In>& element, Emitter<Out>&... outputs,
               Emitter<FailedElement<In>>& failed) {
    const Origin origin{element.timestamp, &element.windows};
    try {
      std::apply([&](auto&... held) { Call(element, Emitter<Out>(held, origin)...); }, held_);
    } catch (...) {
      const Error error = CurrentError();
      std::apply([](auto&... held) { (held.elements.clear(), ...); }, held_);
      if (error.code() == ErrorCode::kUnavailable || error.code() == ErrorCode::kCancelled) throw;
      failed({element.value, step_, std::string(Name(error.code())), error.message()});
      return;
    }
    std::apply([&](auto&... held) { (held.HandOn(outputs), ...); }, held_);
  }

 private:
  void Call(const Element<In>& element, Emitter<Out>... outputs) {
    if constexpr (Signature::kTakesElement) {
      fn_.Process(element, outputs...);
    } else {
      fn_.Process(element.value, outputs...);
    }
  }

  Fn fn_;
  std::string step_;
  std::tuple<HeldOutput<Out>...> held_;
};

template <class Fn, class Outputs>
inline constexpr bool kRequestsFinalization<CatchFn<Fn, Outputs>> = kRequestsFinalization<Fn>;

}  // namespace exec
}  // namespace beam
