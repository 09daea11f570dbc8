#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/describe.h"
#include "beam/pipeline/par_do.h"
#include "beam/pipeline/reshuffle.h"
#include "beam/testing/assertion.h"

namespace beam::testing {

/// Says what a PCollection must hold. It is checked when the pipeline is through, and fails the run
/// with the place, what is missing and what nobody expected.
///
///     TestPipeline p;
///     auto words = p | Create("Lines", {std::string("a b")}) | FlatMap("Split", Split);
///     PAssert(words).ContainsInAnyOrder({"a", "b"});
///     p.Run();
///
/// Elements are equal when their encoded bytes are.
template <class T>
class PAssert {
 public:
  explicit PAssert(PCollection<T> actual,
                   std::source_location where = std::source_location::current())
      : assertion_(std::make_shared<Assertion>(where)) {
    struct Gather {
      std::shared_ptr<Assertion> assertion;
      void Process(const Element<T>& element) const {
        assertion->Add(
            {Encode(element.value), Describe(element.value), element.timestamp, element.windows});
      }
    };
    const std::string label = assertion_->LabelIn(actual.pipeline());
    // Behind a Reshuffle no element comes twice, even when the bundle that made it is tried again.
    actual | Reshuffle(label + ", Reshuffle", where) | ParDo(label, Gather{assertion_}, where);
    actual.pipeline().OnFinish([assertion = assertion_](const PipelineResult& result) {
      if (result.state == JobState::kDone) assertion->Check();
    });
  }

  /// What follows is said of the elements in `window` only.
  PAssert& InWindow(const Window& window) {
    window_ = window;
    return *this;
  }

  /// Exactly these elements, equal ones as often.
  PAssert& ContainsInAnyOrder(const std::vector<T>& expected) {
    std::vector<AssertedElement> elements;
    for (const T& value : expected) elements.push_back({Encode(value), Describe(value), {}, {}});
    assertion_->Expect(ExpectElements(std::move(elements)), window_);
    return *this;
  }

  PAssert& IsEmpty() { return ContainsInAnyOrder({}); }

  PAssert& HasSize(std::size_t size) {
    assertion_->Expect(ExpectSize(size), window_);
    return *this;
  }

  /// `check` gets all elements, in no order; it throws, or uses a test framework's own means.
  PAssert& Satisfies(std::function<void(const std::vector<T>&)> check) {
    auto on_values = [check = std::move(check)](const std::vector<AssertedElement>& elements) {
      std::vector<T> values;
      for (const AssertedElement& element : elements) values.push_back(Decode<T>(element.encoded));
      check(values);
      return std::string();
    };
    assertion_->Expect(on_values, window_);
    return *this;
  }

 private:
  std::shared_ptr<Assertion> assertion_;
  std::optional<Window> window_;
};

}  // namespace beam::testing
