#pragma once

#include <initializer_list>
#include <memory>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "beam/pipeline/composite.h"
#include "beam/pipeline/par_do.h"
#include "beam/pipeline/reshuffle.h"

namespace beam {

/// One empty element: what starts every pipeline.
class Impulse {
 public:
  explicit Impulse(std::string label = "Impulse",
                   std::source_location where = std::source_location::current())
      : label_(std::move(label)), where_(where) {}

  PCollection<Bytes> operator()(Pipeline& pipeline) const {
    return internal::AddNode<Bytes>(
        pipeline, {.primitive = Primitive::kImpulse, .label = label_, .where = where_});
  }

 private:
  std::string label_;
  std::source_location where_;
};

/// The given values: `p | beam::Create("Words", std::vector<std::string>{"a", "b"})`.
template <class T>
class Create {
 public:
  Create(std::string label, std::vector<T> values,
         std::source_location where = std::source_location::current())
      : label_(std::move(label)),
        values_(std::make_shared<const std::vector<T>>(std::move(values))),
        where_(where) {}
  Create(std::string label, std::initializer_list<T> values,
         std::source_location where = std::source_location::current())
      : Create(std::move(label), std::vector<T>(values), where) {}

  PCollection<T> operator()(Pipeline& pipeline) const {
    return pipeline | Composite(
                          label_,
                          [this](Pipeline& p) {
                            return p | Impulse() | ParDo("Values", Fn{values_}, where_) |
                                   Reshuffle();
                          },
                          where_);
  }

 private:
  struct Fn {
    std::shared_ptr<const std::vector<T>> values;
    void Process(const Bytes&, Emitter<T>& out) const {
      for (const T& value : *values) out(value);
    }
  };

  std::string label_;
  std::shared_ptr<const std::vector<T>> values_;
  std::source_location where_;
};

}  // namespace beam
