#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "klay_beam/inference/device.h"

namespace klay {

/// What a handler loads its model for.
struct ModelSettings {
  Device device;
  int threads = 1;  ///< That one batch may take.
};

/// A model handler is a copyable struct that says how RunInference uses a model:
///
///     struct Embed {
///       std::string path;  // Whatever it takes to find the model.
///
///       Session Load(const klay::ModelSettings& settings) const;
///       std::vector<Embedding> RunBatch(const Session&, std::span<const Tokens> batch) const;
///
///       // And, if it wants them:
///       Tokens Preprocess(const std::string& element) const;
///       Row Postprocess(const std::string& element, Embedding prediction) const;
///       std::size_t Length(const Tokens& example) const;
///     };
///
/// Load makes the model once in a process, or returns a pointer that owns it; all threads run it at
/// once. RunBatch gives a prediction for each example, in their order. What Preprocess,
/// Postprocess and RunBatch throw as a beam::Error fails the element that it is for.
///
/// Length is in the handler's own units, tokens or frames say: a batch holds examples of about one
/// length, so that little of what the model computes is padding.
namespace handler {

template <class H>
concept CanLoad = std::copy_constructible<H> && requires(const H& handler) {
  handler.Load(std::declval<const ModelSettings&>());
};

template <class Made>
struct ModelOfMade {
  using Type = Made;
};
template <class M>
struct ModelOfMade<std::shared_ptr<M>> {
  using Type = std::remove_const_t<M>;
};

template <class H>
using Model = typename ModelOfMade<std::remove_cvref_t<decltype(std::declval<const H&>().Load(
    std::declval<const ModelSettings&>()))>>::Type;

template <class H, class In>
concept HasPreprocess =
    requires(const H& handler, const In& element) { handler.Preprocess(element); };

template <class H, class In>
struct ExampleOf {
  using Type = In;
};
template <class H, class In>
  requires HasPreprocess<H, In>
struct ExampleOf<H, In> {
  using Type =
      std::remove_cvref_t<decltype(std::declval<const H&>().Preprocess(std::declval<const In&>()))>;
};

/// What RunBatch takes of elements of type In.
template <class H, class In>
using Example = typename ExampleOf<H, In>::Type;

template <class H, class In>
concept RunsBatches = CanLoad<H> && requires(const H& handler, const Model<H>& model,
                                             std::span<const Example<H, In>> batch) {
  { handler.RunBatch(model, batch).size() } -> std::convertible_to<std::size_t>;
};

template <class H, class In>
using Prediction = typename std::remove_cvref_t<decltype(std::declval<const H&>().RunBatch(
    std::declval<const Model<H>&>(), std::declval<std::span<const Example<H, In>>>()))>::value_type;

template <class H, class In>
concept HasPostprocess =
    requires(const H& handler, const In& element, Prediction<H, In> prediction) {
      handler.Postprocess(element, std::move(prediction));
    };

template <class H, class In>
struct OutputOf {
  using Type = Prediction<H, In>;
};
template <class H, class In>
  requires HasPostprocess<H, In>
struct OutputOf<H, In> {
  using Type = std::remove_cvref_t<decltype(std::declval<const H&>().Postprocess(
      std::declval<const In&>(), std::declval<Prediction<H, In>>()))>;
};

/// What RunInference makes of an element of type In.
template <class H, class In>
using Output = typename OutputOf<H, In>::Type;

template <class H, class In>
concept HasLength = requires(const H& handler, const Example<H, In>& example) {
  { handler.Length(example) } -> std::convertible_to<std::size_t>;
};

}  // namespace handler
}  // namespace klay
