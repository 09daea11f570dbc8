#include "beam/testing/assertion.h"

#include <algorithm>
#include <map>
#include <utility>

#include "beam/base/error.h"

namespace beam::testing {
namespace {

constexpr std::size_t kMaxLines = 20;

/// Numbers the assertions of a pipeline.
struct AssertionCount {
  std::size_t value = 0;
};

/// How many more of each element there are in `actual` than in `expected`.
std::map<std::string, std::pair<std::string, std::int64_t>> Surplus(
    const std::vector<AssertedElement>& actual, const std::vector<AssertedElement>& expected) {
  std::map<std::string, std::pair<std::string, std::int64_t>> surplus;
  for (const AssertedElement& element : actual) {
    auto& [text, count] = surplus[element.encoded];
    text = element.text;
    ++count;
  }
  for (const AssertedElement& element : expected) {
    auto& [text, count] = surplus[element.encoded];
    text = element.text;
    --count;
  }
  return surplus;
}

/// One line for each element whose count has that sign.
std::string Lines(const std::map<std::string, std::pair<std::string, std::int64_t>>& surplus,
                  std::int64_t sign, const std::string& heading) {
  std::string lines;
  std::size_t left_out = 0;
  std::size_t shown = 0;
  for (const auto& [encoded, element] : surplus) {
    const std::int64_t count = element.second * sign;
    if (count <= 0) continue;
    if (shown++ >= kMaxLines) {
      ++left_out;
      continue;
    }
    lines += "\n  " + heading + " " + element.first;
    if (count > 1) lines += " (" + std::to_string(count) + " times)";
  }
  if (left_out > 0) lines += "\n  " + heading + " ... and " + std::to_string(left_out) + " more";
  return lines;
}

bool IsIn(const AssertedElement& element, const Window& window) {
  return std::ranges::count(element.windows.all(), window) > 0;
}

std::string Text(const Window& window) {
  if (window == kGlobalWindow) return "the global window";
  const auto seconds = [](Timestamp timestamp) {
    return std::to_string(static_cast<double>(timestamp.micros) / 1e6);
  };
  return "window [" + seconds(window.start) + " s, " + seconds(window.end) + " s)";
}

}  // namespace

Expectation ExpectElements(std::vector<AssertedElement> expected) {
  return [expected = std::move(expected)](const std::vector<AssertedElement>& actual) {
    const auto surplus = Surplus(actual, expected);
    const std::string lines = Lines(surplus, -1, "missing:   ") + Lines(surplus, 1, "unexpected:");
    if (lines.empty()) return std::string();
    return "expected " + std::to_string(expected.size()) + " elements, found " +
           std::to_string(actual.size()) + lines;
  };
}

Expectation ExpectSize(std::size_t size) {
  return [size](const std::vector<AssertedElement>& actual) {
    if (actual.size() == size) return std::string();
    return "expected " + std::to_string(size) + " elements, found " + std::to_string(actual.size());
  };
}

std::string Assertion::LabelIn(Pipeline& pipeline) const {
  return "PAssert " + std::to_string(++pipeline.Attachment<AssertionCount>()->value);
}

void Assertion::Add(AssertedElement element) {
  const std::lock_guard lock(mutex_);
  actual_.push_back(std::move(element));
}

void Assertion::Expect(Expectation expectation, std::optional<Window> window) {
  expected_.push_back({std::move(expectation), window});
}

void Assertion::Check() const {
  std::string message;
  for (const Expected& expected : expected_) {
    std::vector<AssertedElement> elements;
    for (const AssertedElement& element : actual_) {
      if (!expected.window.has_value() || IsIn(element, *expected.window)) {
        elements.push_back(element);
      }
    }
    const std::string difference = expected.expectation(elements);
    if (difference.empty()) continue;
    message += "\nPAssert at " + std::string(where_.file_name()) + ":" +
               std::to_string(where_.line()) + ": ";
    if (expected.window.has_value()) message += "in " + Text(*expected.window) + ": ";
    message += difference;
  }
  if (!message.empty()) throw Error(ErrorCode::kInvalidArgument, message.substr(1));
}

}  // namespace beam::testing
