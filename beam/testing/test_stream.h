#pragma once

#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "beam/pipeline/composite.h"
#include "beam/pipeline/create.h"

namespace beam::testing {

/// A stream, event by event, as the source of a test's pipeline: what its triggers make of early
/// and late elements. GroupByKey and combines replay it, so that the result is the same however
/// many workers there are. After the last event the watermark goes to the end of time.
///
///     p | beam::testing::TestStream<int>("Clicks")
///             .AddElements({{1, At(3)}, {2, At(5)}})
///             .AdvanceWatermarkTo(At(10))
///             .AddElements({{3, At(4)}})  // late
///
/// What differs from a runner that streams: side inputs are whole before they are read, and the
/// watermark behind a GroupByKey is that of the stream, so that groups stamped kEarliest may be
/// late for other windows that they are put into. Elements of two TestStreams cannot meet.
template <class T>
class TestStream {
 public:
  /// A value and its time; without one it is the watermark's.
  struct Timed {
    T value;
    std::optional<Timestamp> at = {};
  };

  explicit TestStream(std::string label,
                      std::source_location where = std::source_location::current())
      : label_(std::move(label)), where_(where) {}

  /// Elements come, all at once: triggers are asked when all of them are there.
  // NOLINTNEXTLINE(performance-unnecessary-value-param): moved from, unless T is a number.
  TestStream& AddElements(std::vector<Timed> elements) {
    for (Timed& element : elements) {
      const Timestamp at = element.at.value_or(now_.watermark);
      Check(at < kMaxTimestamp, "an element comes before the end of time");
      elements_.push_back({std::move(element.value), at, Windows().ArrivedWith(NextEvent())});
    }
    return Happened();
  }

  /// Throws invalid_argument unless it gets on.
  TestStream& AdvanceWatermarkTo(Timestamp watermark) {
    Check(now_.watermark < watermark, "the watermark goes on");
    now_.watermark = watermark;
    return Happened();
  }
  TestStream& AdvanceWatermarkToInfinity() { return AdvanceWatermarkTo(kMaxTimestamp); }

  /// Throws invalid_argument unless 0 < by.
  TestStream& AdvanceProcessingTime(Duration by) {
    Check(Duration{} < by, "processing time goes on");
    now_.processing_time = now_.processing_time + by;
    return Happened();
  }

  PCollection<T> operator()(Pipeline& pipeline) const {
    auto timeline = std::make_shared<Timeline>(timeline_);
    timeline->after_event.push_back({kMaxTimestamp, now_.processing_time});
    auto elements = std::make_shared<const std::vector<Element<T>>>(elements_);
    auto expand = [&](Pipeline& p) {
      const PCollection<Bytes> impulse = p | Impulse();
      return internal::AddNode<T>(
                 p, {.primitive = Primitive::kParDo,
                     .label = "Events",
                     .where = where_,
                     .inputs = {impulse.id()},
                     .operators = std::make_shared<exec::ParDoOperatorFactory<Fn>>(Fn{elements}),
                     .timeline = timeline}) |
             Reshuffle();
    };
    return pipeline | Composite(label_, expand, where_);
  }

 private:
  struct Fn {
    std::shared_ptr<const std::vector<Element<T>>> elements;
    void Process(const Bytes&, Emitter<T>& out) const {
      for (const Element<T>& element : *elements) out.Emit(element);
    }
  };

  std::int64_t NextEvent() const { return static_cast<std::int64_t>(timeline_.after_event.size()); }
  TestStream& Happened() {
    timeline_.after_event.push_back(now_);
    return *this;
  }
  void Check(bool holds, const char* rule) const {
    if (holds) return;
    throw Error(ErrorCode::kInvalidArgument, "in a TestStream " + std::string(rule) + ": \"" +
                                                 label_ + "\", event " +
                                                 std::to_string(NextEvent()));
  }

  std::string label_;
  std::source_location where_;
  Timeline timeline_;
  StreamTime now_;
  std::vector<Element<T>> elements_;
};

}  // namespace beam::testing
