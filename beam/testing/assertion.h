#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <source_location>
#include <string>
#include <vector>

#include "beam/base/time/timestamp.h"
#include "beam/base/time/windows.h"
#include "beam/pipeline/pipeline.h"

namespace beam::testing {

/// An element of the PCollection that a PAssert is about, its type forgotten.
struct AssertedElement {
  std::string encoded;
  std::string text;  ///< For people.
  Timestamp timestamp;
  Windows windows;
};

/// Says what is wrong with elements; nothing when all is well.
using Expectation = std::function<std::string(const std::vector<AssertedElement>& actual)>;

/// Exactly these elements, equal ones as often: the difference as lines of what is missing and what
/// was not expected.
Expectation ExpectElements(std::vector<AssertedElement> expected);
Expectation ExpectSize(std::size_t size);

/// What a PAssert gathers, and what it expects of that.
class Assertion {
 public:
  explicit Assertion(std::source_location where) : where_(where) {}

  /// A label that no other assertion of the pipeline has.
  std::string LabelIn(Pipeline& pipeline) const;

  /// From any thread.
  void Add(AssertedElement element);
  /// Of the elements in `window`, or of all.
  void Expect(Expectation expectation, std::optional<Window> window);

  /// Throws invalid_argument, with the place and all differences, unless everything is as expected.
  void Check() const;

 private:
  struct Expected {
    Expectation expectation;
    std::optional<Window> window;
  };

  const std::source_location where_;
  std::mutex mutex_;
  std::vector<AssertedElement> actual_;
  std::vector<Expected> expected_;
};

}  // namespace beam::testing
