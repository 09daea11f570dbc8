#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "beam/pipeline/composite.h"
#include "beam/pipeline/group_by_key.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/map_view.h"
#include "beam/pipeline/side_input.h"
#include "beam/pipeline/untriggered.h"
#include "beam/state/stored_list.h"

namespace beam {
namespace internal {

/// What GatherSideInput gathers of an element: the value, or also the number of its pane, where a
/// later pane of a trigger takes the place of an earlier one.
struct GatherValue {
  template <class T>
  T operator()(const Element<T>& element) const {
    return element.value;
  }
};
struct GatherPaneAndValue {
  template <class T>
  KV<std::int64_t, T> operator()(const Element<T>& element) const {
    return {element.windows.pane().index, element.value};
  }
};

inline void CheckSideInputWindows(Graph& graph, const std::string& label, const WindowFn& window_fn,
                                  std::source_location where) {
  if (!window_fn.IsMerging()) return;
  graph.Refuse("a side input cannot be in windows that merge; give it fixed windows: \"" +
               graph.FullLabel(label) + "\" at " + where.file_name() + ":" +
               std::to_string(where.line()) + " is in " + window_fn.Describe());
}

/// How a View is made of a PCollection<T>.
template <class View, class Gather, class MakeView>
struct SideInputRecipe {
  std::optional<View> default_value = {};
  /// In the embedded runner: make_view(values, store) of what gather(element) takes of a window's
  /// elements.
  Gather gather = {};
  MakeView make_view;
  /// On an engine.
  typename SideInputValues<View>::Fetch fetch;
  bool by_key = false;  ///< An engine is asked for the values of a key.
};
/// Gathers `input` by window.
template <class View, class T, class Gather, class MakeView>
SideInput<View> GatherSideInput(const std::string& label, PCollection<T> input,
                                SideInputRecipe<View, Gather, MakeView> recipe,
                                std::source_location where) {
  using Gathered = std::invoke_result_t<const Gather&, const Element<T>&>;
  struct WithKey {
    Gather gather;
    void Process(const Element<T>& element, Emitter<KV<bool, Gathered>>& out) const {
      out({false, gather(element)});
    }
  };
  struct Keep {
    std::shared_ptr<SideInputValues<View>> values;
    MakeView make_view;
    void Process(const Element<KV<bool, Iterable<Gathered>>>& group) const {
      View view = make_view(group.value.value, *exec::current_step->store);
      const std::lock_guard lock(values->mutex);
      for (const Window& window : group.windows.all()) {
        values->of_window.insert_or_assign(window, view);
      }
    }
  };
  CheckSideInputWindows(input.pipeline().graph(), label, *input.windowing()->window_fn, where);
  auto values = std::make_shared<SideInputValues<View>>();
  values->label = label;
  values->window_fn = input.windowing()->window_fn;
  values->default_value = std::move(recipe.default_value);
  values->fetch = std::move(recipe.fetch);
  Graph& graph = input.pipeline().graph();
  const std::size_t first = graph.nodes().size();
  auto expand = [&](PCollection<T> in) {
    const auto keyed = in | ParDo("WithKey", WithKey{recipe.gather}, where);
    Untriggered(keyed, where) | GroupByKey() | ParDo("Keep", Keep{values, recipe.make_view}, where);
  };
  input | Composite(label, expand, where);
  graph.MarkEmbeddedOnly(first);
  values->use = {graph.nodes().size() - 1, input.id(), recipe.by_key};
  return SideInput<View>(values);
}

[[noreturn]] inline void ThrowNotOne(const std::string& label, std::size_t size) {
  throw Error(ErrorCode::kInvalidArgument, "a side input that is one value has " +
                                               std::to_string(size) + " in a window: \"" + label +
                                               "\"");
}

}  // namespace internal

/// The one element of the PCollection, in each window; of several panes of a trigger that of the
/// last. Otherwise reading it fails, as does a window that has more.
template <class T>
SideInput<T> AsSingleton(const std::string& label, PCollection<T> input,
                         std::optional<std::type_identity_t<T>> default_value = std::nullopt,
                         std::source_location where = std::source_location::current()) {
  auto make = [label](const Iterable<KV<std::int64_t, T>>& values, ChunkStore&) {
    internal::LastPane<T> last;
    for (const auto& [pane, value] : values) last.Add(pane, value);
    if (last.count != 1) internal::ThrowNotOne(label, last.count);
    return std::move(*last.value);
  };
  auto fetch = [label](exec::SideInputSource& source, std::size_t number, const Window& window) {
    std::optional<T> one;
    std::size_t count = 0;
    for (const T& value : PagedIterable<T>(source.All(number, window))) {
      one = value;
      ++count;
    }
    if (count > 1) internal::ThrowNotOne(label, count);
    return one;
  };
  return internal::GatherSideInput(
      label, input,
      internal::SideInputRecipe<T, internal::GatherPaneAndValue, decltype(make)>{
          .default_value = std::move(default_value), .make_view = make, .fetch = fetch},
      where);
}

/// All elements in no order, which may be more than memory holds.
template <class T>
SideInput<Iterable<T>> AsIterable(const std::string& label, PCollection<T> input,
                                  std::source_location where = std::source_location::current()) {
  // What fits into memory is read from there, however often.
  auto make = [](const Iterable<T>& values, ChunkStore& store) {
    StoredList<T> all(store);
    for (const T& value : values) all.Add(value);
    return std::move(all).Take();
  };
  auto fetch = [](exec::SideInputSource& source, std::size_t number, const Window& window) {
    return std::optional(PagedIterable<T>(source.All(number, window)));
  };
  return internal::GatherSideInput(
      label, input,
      internal::SideInputRecipe<Iterable<T>, internal::GatherValue, decltype(make)>{
          .default_value = Iterable<T>(), .make_view = make, .fetch = fetch},
      where);
}

/// The same: what it gives can be indexed, too.
template <class T>
SideInput<Iterable<T>> AsList(const std::string& label, PCollection<T> input,
                              std::source_location where = std::source_location::current()) {
  return AsIterable(label, input, where);
}

/// Key-value pairs as a map; of a key's panes of a trigger the last counts, and two values in it
/// are an error.
template <class K, class V>
SideInput<MapView<K, V>> AsMap(const std::string& label, PCollection<KV<K, V>> input,
                               std::source_location where = std::source_location::current()) {
  auto make = [label](const Iterable<KV<std::int64_t, KV<K, V>>>& values, ChunkStore& store) {
    auto pairs = std::make_shared<internal::StoredPairs<K, V>>(store);
    for (const auto& [pane, pair] : values) pairs->Add(pane, pair);
    MapView<K, V> map(std::move(pairs), label);
    map.VisitEntries([](const K&, const auto&) {});  // Finds keys that have two.
    return map;
  };
  auto fetch = [label](exec::SideInputSource& source, std::size_t number, const Window& window) {
    return std::optional(MapView<K, V>(std::make_shared<internal::EnginePairs<K, V>>(
                                           source, number, window, *exec::current_step->store),
                                       label));
  };
  return internal::GatherSideInput(
      label, input,
      internal::SideInputRecipe<MapView<K, V>, internal::GatherPaneAndValue, decltype(make)>{
          .default_value = MapView<K, V>(), .make_view = make, .fetch = fetch, .by_key = true},
      where);
}

/// Key-value pairs as a map from each key to all of its values.
template <class K, class V>
SideInput<MultimapView<K, V>> AsMultimap(
    const std::string& label, PCollection<KV<K, V>> input,
    std::source_location where = std::source_location::current()) {
  auto make = [](const Iterable<KV<K, V>>& values, ChunkStore& store) {
    auto pairs = std::make_shared<internal::StoredPairs<K, V>>(store);
    for (const KV<K, V>& pair : values) pairs->Add(0, pair);
    return MultimapView<K, V>(std::move(pairs));
  };
  auto fetch = [](exec::SideInputSource& source, std::size_t number, const Window& window) {
    return std::optional(MultimapView<K, V>(std::make_shared<internal::EnginePairs<K, V>>(
        source, number, window, *exec::current_step->store)));
  };
  return internal::GatherSideInput(
      label, input,
      internal::SideInputRecipe<MultimapView<K, V>, internal::GatherValue, decltype(make)>{
          .default_value = MultimapView<K, V>(), .make_view = make, .fetch = fetch, .by_key = true},
      where);
}

}  // namespace beam
