#include "beam/windowing/key_panes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "beam/base/error.h"

namespace beam {
namespace {

using Panes = std::vector<std::string>;

Timestamp At(std::int64_t seconds) {
  return Timestamp{} + Seconds(seconds);
}

/// An element: a letter and seconds.
struct Letter {
  char id;
  std::int64_t at;
};

/// The panes of one key whose elements are letters: "ab [0,10) early 0/-1", with index and
/// nonspeculative index.
class Key {
 public:
  explicit Key(Windowing windowing) : windowing_(std::move(windowing)), panes_(windowing_) {}

  Panes Add(const std::vector<Letter>& letters) {
    std::vector<PaneInput> inputs;
    for (const Letter& letter : letters) {
      for (const Window& window : windowing_.window_fn->Assign(At(letter.at))) {
        inputs.push_back({.window = window,
                          .timestamp = At(letter.at),
                          .id = static_cast<std::size_t>(letter.id)});
      }
    }
    panes_.Add(inputs);
    return Fired();
  }
  Panes WatermarkTo(std::int64_t seconds) {
    panes_.AdvanceWatermark(At(seconds));
    return Fired();
  }
  Panes End() {
    panes_.AdvanceWatermark(kMaxTimestamp);
    return Fired();
  }
  Panes ProcessingTimeTo(std::int64_t seconds) {
    panes_.AdvanceProcessingTime(At(seconds));
    return Fired();
  }

 private:
  Panes Fired() {
    Panes lines;
    for (const FiredPane& fired : panes_.TakeFired()) lines.push_back(Text(fired));
    return lines;
  }

  std::string Text(const FiredPane& fired) const {
    std::string letters;
    for (const std::size_t id : fired.ids) letters += static_cast<char>(id);
    std::sort(letters.begin(), letters.end());
    const Pane& pane = fired.pane;
    EXPECT_EQ(pane.is_first, pane.index == 0);
    const char* timing = pane.timing == PaneTiming::kEarly    ? "early"
                         : pane.timing == PaneTiming::kOnTime ? "on time"
                                                              : "late";
    std::string text = letters + " [" + Seconds(fired.window.start) + "," +
                       Seconds(fired.window.end) + ") " + timing + " " +
                       std::to_string(pane.index) + "/" + std::to_string(pane.nonspeculative_index);
    if (pane.is_last) text += " last";
    if (fired.timestamp != fired.window.MaxTimestamp()) text += " @" + Seconds(fired.timestamp);
    return text;
  }
  static std::string Seconds(Timestamp timestamp) {
    return std::to_string(timestamp.micros / 1000000);
  }

  const Windowing windowing_;
  KeyPanes panes_;
};

Windowing Tens(Trigger trigger, AccumulationMode mode = AccumulationMode::kDiscarding) {
  return {.window_fn = std::make_shared<FixedWindows>(Seconds(10)),
          .trigger = std::move(trigger),
          .accumulation_mode = mode,
          .allowed_lateness = Seconds(100)};
}
Windowing InSessions(Trigger trigger, AccumulationMode mode = AccumulationMode::kAccumulating) {
  Windowing windowing = Tens(std::move(trigger), mode);
  windowing.window_fn = std::make_shared<Sessions>(Seconds(10));
  return windowing;
}
constexpr AccumulationMode kAccumulating = AccumulationMode::kAccumulating;

TEST(KeyPanesTest, TheDefaultTriggerFiresAtTheEndAndForEachLateBundle) {
  Key key(Tens({}));
  EXPECT_EQ(key.Add({{'a', 1}, {'b', 2}, {'c', 13}}), Panes{});
  EXPECT_EQ(key.WatermarkTo(9), Panes{});
  EXPECT_EQ(key.WatermarkTo(10), Panes{"ab [0,10) on time 0/0"});
  EXPECT_EQ(key.WatermarkTo(15), Panes{});
  EXPECT_EQ(key.Add({{'d', 3}, {'e', 4}}), Panes{"de [0,10) late 1/1"});
  EXPECT_EQ(key.End(), Panes{"c [10,20) on time 0/0"});
}

TEST(KeyPanesTest, EarlyFiringsRepeatAndAnEmptyOnTimePaneFollows) {
  Key key(Tens(AfterWatermark({.early = AfterCount(2)})));
  EXPECT_EQ(key.Add({{'a', 1}}), Panes{});
  EXPECT_EQ(key.Add({{'b', 1}}), Panes{"ab [0,10) early 0/-1"});
  EXPECT_EQ(key.Add({{'c', 1}, {'d', 2}, {'e', 3}}), Panes{"cde [0,10) early 1/-1"});
  EXPECT_EQ(key.WatermarkTo(10), Panes{" [0,10) on time 2/0 last"});
}

TEST(KeyPanesTest, AccumulatingPanesRepeatWhatEarlierOnesHad) {
  Key key(Tens(AfterWatermark({.early = AfterCount(2), .late = AfterCount(2)}), kAccumulating));
  EXPECT_EQ(key.Add({{'a', 1}, {'b', 1}}), Panes{"ab [0,10) early 0/-1"});
  EXPECT_EQ(key.Add({{'c', 1}}), Panes{});
  EXPECT_EQ(key.WatermarkTo(10), Panes{"abc [0,10) on time 1/0"});
  EXPECT_EQ(key.Add({{'d', 1}}), Panes{});
  EXPECT_EQ(key.Add({{'e', 1}}), Panes{"abcde [0,10) late 2/1"});
  EXPECT_EQ(key.End(), Panes{});
}

TEST(KeyPanesTest, WhatIsLeftWhenTheWindowIsClosedIsTheLastPane) {
  Key key(Tens(AfterWatermark({.late = AfterCount(3)})));
  EXPECT_EQ(key.Add({{'a', 1}}), Panes{});
  EXPECT_EQ(key.WatermarkTo(10), Panes{"a [0,10) on time 0/0"});
  EXPECT_EQ(key.Add({{'b', 1}}), Panes{});
  EXPECT_EQ(key.WatermarkTo(109), Panes{});
  EXPECT_EQ(key.WatermarkTo(110), Panes{"b [0,10) late 1/1 last"});
  EXPECT_EQ(key.Add({{'c', 1}}), Panes{}) << "later than is allowed";
  EXPECT_EQ(key.End(), Panes{});
}

TEST(KeyPanesTest, ATriggerThatNeverCameToFireLosesNothing) {
  for (const Trigger& trigger : {AfterCount(3), Repeatedly(AfterCount(3)), Never(),
                                 Repeatedly(AfterProcessingTime(Seconds(1)))}) {
    Key key(Tens(trigger));
    EXPECT_EQ(key.Add({{'a', 1}, {'b', 1}}), Panes{});
    EXPECT_EQ(key.WatermarkTo(20), Panes{});
    EXPECT_EQ(key.End(), Panes{"ab [0,10) on time 0/0 last"}) << Describe(trigger);
  }
}

TEST(KeyPanesTest, AClosingPaneOfLateElementsIsLate) {
  Key key(Tens(Repeatedly(AfterCount(3))));
  EXPECT_EQ(key.WatermarkTo(20), Panes{});
  EXPECT_EQ(key.Add({{'a', 1}, {'b', 1}}), Panes{});
  EXPECT_EQ(key.End(), Panes{"ab [0,10) late 0/0 last"});
}

TEST(KeyPanesTest, AFinishedTriggerTakesNoMore) {
  Key key(Tens(AfterCount(2)));
  EXPECT_EQ(key.Add({{'a', 1}, {'b', 2}, {'c', 3}, {'z', 11}}),
            Panes{"abc [0,10) early 0/-1 last"});
  EXPECT_EQ(key.Add({{'d', 1}, {'e', 2}}), Panes{});
  EXPECT_EQ(key.End(), Panes{"z [10,20) on time 0/0 last"});
}

TEST(KeyPanesTest, AlwaysFiresWheneverElementsCome) {
  Key key(Tens(Always()));
  EXPECT_EQ(key.Add({{'a', 1}}), Panes{"a [0,10) early 0/-1"});
  EXPECT_EQ(key.WatermarkTo(10), Panes{}) << "an empty on-time pane nobody asked for";
  EXPECT_EQ(key.Add({{'b', 1}}), Panes{"b [0,10) late 1/0"});
}

TEST(KeyPanesTest, AfterAnyFiresOnceOfEither) {
  Key by_count(Tens(AfterAny({AfterCount(2), AfterWatermark()}), kAccumulating));
  EXPECT_EQ(by_count.Add({{'a', 1}, {'b', 2}}), Panes{"ab [0,10) early 0/-1 last"});
  EXPECT_EQ(by_count.Add({{'c', 1}}), Panes{});
  EXPECT_EQ(by_count.End(), Panes{});
  Key by_time(Tens(AfterAny({AfterCount(5), AfterWatermark()}), kAccumulating));
  EXPECT_EQ(by_time.Add({{'a', 1}, {'b', 2}, {'c', 3}}), Panes{});
  EXPECT_EQ(by_time.WatermarkTo(10), Panes{"abc [0,10) on time 0/0 last"});
  EXPECT_EQ(by_time.Add({{'x', 1}}), Panes{});
}

TEST(KeyPanesTest, RepeatedlyAfterAnyCountsPaneByPane) {
  Key key(Tens(Repeatedly(AfterAny({AfterCount(3), AfterWatermark()})), kAccumulating));
  EXPECT_EQ(key.Add({{'a', 0}, {'b', 1}}), Panes{});
  EXPECT_EQ(key.Add({{'c', 2}}), Panes{"abc [0,10) early 0/-1"});
  EXPECT_EQ(key.Add({{'d', 3}, {'e', 4}}), Panes{});
  EXPECT_EQ(key.Add({{'f', 5}}), Panes{"abcdef [0,10) early 1/-1"});
  EXPECT_EQ(key.Add({{'g', 6}}), Panes{});
  EXPECT_EQ(key.WatermarkTo(10), Panes{"abcdefg [0,10) on time 2/0"});
  EXPECT_EQ(key.Add({{'x', 0}}), Panes{"abcdefgx [0,10) late 3/1"});
  EXPECT_EQ(key.Add({{'y', 0}}), Panes{"abcdefgxy [0,10) late 4/2"});
}

TEST(KeyPanesTest, WhatOneOfAnyHasWaitedWithIsGoneWhenAnotherFires) {
  Key key(Tens(AfterAny({Repeatedly(AfterCount(2)), Repeatedly(AfterCount(3))})));
  EXPECT_EQ(key.Add({{'a', 1}, {'b', 1}}), Panes{"ab [0,10) early 0/-1"});
  EXPECT_EQ(key.Add({{'c', 1}}), Panes{}) << "three elements, but only one in this pane";
}

TEST(KeyPanesTest, AfterAllWaitsForTheLast) {
  Key key(Tens(AfterAll({AfterCount(3), AfterWatermark()}), kAccumulating));
  EXPECT_EQ(key.Add({{'a', 1}, {'b', 2}}), Panes{});
  EXPECT_EQ(key.WatermarkTo(10), Panes{});
  EXPECT_EQ(key.Add({{'x', 1}}), Panes{"abx [0,10) late 0/0 last"});
  EXPECT_EQ(key.Add({{'y', 1}}), Panes{});
  Key in_time(Tens(AfterAll({AfterCount(2), AfterWatermark()}), kAccumulating));
  EXPECT_EQ(in_time.Add({{'a', 1}, {'b', 2}}), Panes{});
  EXPECT_EQ(in_time.WatermarkTo(10), Panes{"ab [0,10) on time 0/0 last"});
}

TEST(KeyPanesTest, AfterEachTakesTurns) {
  const Trigger each = AfterEach({AfterCount(2), AfterCount(3)});
  for (const bool again : {false, true}) {
    Key key(Tens(again ? Repeatedly(each) : each));
    EXPECT_EQ(key.Add({{'a', 1}, {'b', 2}}), Panes{"ab [0,10) early 0/-1"});
    EXPECT_EQ(key.Add({{'c', 1}, {'d', 2}}), Panes{});
    const std::string last = again ? "" : " last";
    EXPECT_EQ(key.Add({{'e', 1}, {'f', 2}}), Panes{"cdef [0,10) early 1/-1" + last});
    EXPECT_EQ(key.Add({{'g', 1}, {'h', 2}}), again ? Panes{"gh [0,10) early 2/-1"} : Panes{});
  }
}

TEST(KeyPanesTest, TheEndOfTheWindowComesEvenWithoutMoreElements) {
  Key key(Tens(AfterEach({AfterCount(2), AfterWatermark()})));
  EXPECT_EQ(key.Add({{'a', 1}, {'b', 2}}), Panes{"ab [0,10) early 0/-1"});
  EXPECT_EQ(key.WatermarkTo(10), Panes{" [0,10) on time 1/0 last"});
}

TEST(KeyPanesTest, OrFinallyEndsWhatGoesOn) {
  Key key(Tens(OrFinally(Repeatedly(AfterCount(2)), AfterCount(4))));
  EXPECT_EQ(key.Add({{'a', 1}, {'b', 2}}), Panes{"ab [0,10) early 0/-1"});
  EXPECT_EQ(key.Add({{'c', 1}, {'d', 2}, {'e', 1}, {'f', 2}}),
            Panes{"cdef [0,10) early 1/-1 last"});
  EXPECT_EQ(key.Add({{'g', 1}, {'h', 2}}), Panes{});
}

TEST(KeyPanesTest, ProcessingTimeCountsFromTheFirstElementOfAPane) {
  Key key(Tens(Repeatedly(AfterProcessingTime(Seconds(5)))));
  EXPECT_EQ(key.ProcessingTimeTo(100), Panes{});
  EXPECT_EQ(key.Add({{'a', 1}}), Panes{});
  EXPECT_EQ(key.ProcessingTimeTo(103), Panes{});
  EXPECT_EQ(key.Add({{'b', 1}}), Panes{});
  EXPECT_EQ(key.ProcessingTimeTo(104), Panes{});
  EXPECT_EQ(key.ProcessingTimeTo(105), Panes{"ab [0,10) early 0/-1"});
  EXPECT_EQ(key.ProcessingTimeTo(200), Panes{});
  EXPECT_EQ(key.Add({{'c', 1}}), Panes{});
  EXPECT_EQ(key.ProcessingTimeTo(205), Panes{"c [0,10) early 1/-1"});
}

TEST(KeyPanesTest, AllOfCountAndProcessingTime) {
  Key key(
      Tens(AfterWatermark({.early = AfterAll({AfterCount(2), AfterProcessingTime(Seconds(5))})}),
           kAccumulating));
  EXPECT_EQ(key.Add({{'a', 1}}), Panes{});
  EXPECT_EQ(key.ProcessingTimeTo(9), Panes{});
  EXPECT_EQ(key.Add({{'b', 1}}), Panes{"ab [0,10) early 0/-1"});
  EXPECT_EQ(key.Add({{'c', 1}, {'d', 1}}), Panes{});
  EXPECT_EQ(key.ProcessingTimeTo(14), Panes{"abcd [0,10) early 1/-1"});
  EXPECT_EQ(key.End(), Panes{"abcd [0,10) on time 2/0 last"});
}

TEST(KeyPanesTest, LatenessIsOverOnceTheWatermarkIsThere) {
  Windowing windowing = Tens({});
  windowing.allowed_lateness = Seconds(5);
  Key key(windowing);
  EXPECT_EQ(key.WatermarkTo(14), Panes{});
  EXPECT_EQ(key.Add({{'a', 1}}), Panes{"a [0,10) late 0/0"});
  EXPECT_EQ(key.WatermarkTo(15), Panes{});
  EXPECT_EQ(key.Add({{'b', 1}, {'c', 12}}), Panes{});
  EXPECT_EQ(key.End(), Panes{"c [10,20) on time 0/0"});
}

TEST(KeyPanesTest, EmptyPanesAreMadeOrNotAsTheBehaviorsSay) {
  Windowing quiet = Tens(AfterWatermark({.early = AfterCount(1), .late = AfterCount(1)}));
  quiet.on_time_behavior = OnTimeBehavior::kFireIfNonEmpty;
  Key without(quiet);
  EXPECT_EQ(without.Add({{'a', 1}}), Panes{"a [0,10) early 0/-1"});
  EXPECT_EQ(without.WatermarkTo(10), Panes{});
  EXPECT_EQ(without.Add({{'b', 1}}), Panes{"b [0,10) late 1/0"});
  EXPECT_EQ(without.End(), Panes{});

  Windowing closing = quiet;
  closing.closing_behavior = ClosingBehavior::kFireAlways;
  Key with(closing);
  EXPECT_EQ(with.Add({{'a', 1}}), Panes{"a [0,10) early 0/-1"});
  EXPECT_EQ(with.WatermarkTo(10), Panes{});
  EXPECT_EQ(with.End(), Panes{" [0,10) late 1/0 last"});

  closing.on_time_behavior = OnTimeBehavior::kFireAlways;
  closing.allowed_lateness = {};
  Key at_once(closing);
  EXPECT_EQ(at_once.Add({{'a', 1}}), Panes{"a [0,10) early 0/-1"});
  EXPECT_EQ(at_once.WatermarkTo(10), Panes{" [0,10) on time 1/0 last"}) << "one pane for both";
}

TEST(KeyPanesTest, StampsPanesByTheirOwnElements) {
  Windowing windowing = Tens(AfterWatermark({.early = AfterCount(2), .late = AfterCount(1)}));
  windowing.timestamp_combiner = TimestampCombiner::kEarliest;
  Key discarding(windowing);
  EXPECT_EQ(discarding.Add({{'a', 2}, {'b', 1}}), Panes{"ab [0,10) early 0/-1 @1"});
  EXPECT_EQ(discarding.Add({{'c', 4}}), Panes{});
  EXPECT_EQ(discarding.WatermarkTo(10), Panes{"c [0,10) on time 1/0 @4"});
  EXPECT_EQ(discarding.Add({{'d', 4}}), Panes{"d [0,10) late 2/1"}) << "only late elements";

  windowing.accumulation_mode = kAccumulating;
  Key accumulating(windowing);
  EXPECT_EQ(accumulating.Add({{'a', 2}, {'b', 1}}), Panes{"ab [0,10) early 0/-1 @1"});
  EXPECT_EQ(accumulating.Add({{'c', 4}}), Panes{});
  EXPECT_EQ(accumulating.WatermarkTo(10), Panes{"abc [0,10) on time 1/0 @1"});

  windowing.timestamp_combiner = TimestampCombiner::kLatest;
  Key latest(windowing);
  EXPECT_EQ(latest.Add({{'a', 2}, {'b', 1}}), Panes{"ab [0,10) early 0/-1 @2"});
}

// Sessions, as in Python's TriggerTest and Java's trigger state machines.

TEST(SessionPanesTest, MergeBeforeTheyFire) {
  Key key(InSessions({}));
  EXPECT_EQ(key.Add({{'a', 1}, {'b', 15}}), Panes{});
  EXPECT_EQ(key.Add({{'c', 7}, {'d', 30}}), Panes{});
  EXPECT_EQ(key.End(), (Panes{"abc [1,25) on time 0/0", "d [30,40) on time 0/0"}));
}

TEST(SessionPanesTest, CountAcrossTheWindowsThatMerge) {
  for (const bool again : {false, true}) {
    Key key(InSessions(again ? Repeatedly(AfterCount(3)) : AfterCount(3)));
    EXPECT_EQ(key.Add({{'a', 1}, {'b', 15}}), Panes{});
    EXPECT_EQ(key.Add({{'c', 6}}),
              Panes{again ? "abc [1,25) early 0/-1" : "abc [1,25) early 0/-1 last"});
    EXPECT_EQ(key.Add({{'d', 2}, {'e', 7}, {'f', 8}}),
              again ? Panes{"abcdef [1,25) early 1/-1"} : Panes{});
  }
}

TEST(SessionPanesTest, AWindowThatMergesWithAFinishedOneIsFinished) {
  Key key(InSessions(AfterCount(2)));
  EXPECT_EQ(key.Add({{'a', 1}, {'b', 2}}), Panes{"ab [1,12) early 0/-1 last"});
  EXPECT_EQ(key.Add({{'c', 20}}), Panes{});
  EXPECT_EQ(key.Add({{'d', 11}}), Panes{});
  EXPECT_EQ(key.End(), Panes{"c [1,30) on time 0/0 last"})
      << "c was not in a finished window when it came";
}

TEST(SessionPanesTest, CountPanesAnewInAWindowThatHasGrown) {
  Key key(InSessions(AfterWatermark({.early = AfterCount(2), .late = AfterCount(1)})));
  EXPECT_EQ(key.Add({{'a', 1}, {'b', 2}}), Panes{"ab [1,12) early 0/-1"});
  EXPECT_EQ(key.Add({{'c', 1}, {'d', 2}}), Panes{"abcd [1,12) early 1/-1"});
  EXPECT_EQ(key.Add({{'e', 3}, {'f', 4}}), Panes{"abcdef [1,14) early 0/-1"});
  EXPECT_EQ(key.WatermarkTo(14), Panes{"abcdef [1,14) on time 1/0"});
  EXPECT_EQ(key.Add({{'g', 1}}), Panes{"abcdefg [1,14) late 2/1"});
}

TEST(SessionPanesTest, LateWindowsThatMergeAreLate) {
  Key key(InSessions(AfterWatermark({.early = AfterCount(2), .late = AfterCount(1)})));
  EXPECT_EQ(key.Add({{'a', 1}, {'b', 15}}), Panes{});
  EXPECT_EQ(key.Add({{'c', 7}, {'d', 30}}), Panes{"abc [1,25) early 0/-1"});
  EXPECT_EQ(key.WatermarkTo(60), (Panes{"abc [1,25) on time 1/0", "d [30,40) on time 0/0"}));
  EXPECT_EQ(key.Add({{'x', 1}, {'y', 2}}), Panes{"abcxy [1,25) late 2/1"});
  EXPECT_EQ(key.Add({{'z', 21}}), Panes{"abcdxyz [1,40) late 0/0"});
}

TEST(SessionPanesTest, ALateWindowThatGrowsBeyondTheWatermarkIsOnTimeAgain) {
  for (const bool late : {false, true}) {
    const EarlyAndLate firings = {.late = late ? std::optional(AfterCount(5)) : std::nullopt};
    Key key(InSessions(AfterWatermark(firings), AccumulationMode::kDiscarding));
    EXPECT_EQ(key.Add({{'a', 1}}), Panes{});
    EXPECT_EQ(key.WatermarkTo(12),
              Panes{late ? "a [1,11) on time 0/0" : "a [1,11) on time 0/0 last"});
    EXPECT_EQ(key.Add({{'b', 9}}), Panes{});
    EXPECT_EQ(key.WatermarkTo(19),
              Panes{late ? "b [1,19) on time 0/0" : "b [1,19) on time 0/0 last"});
  }
}

TEST(SessionPanesTest, AfterEachGoesOnInAWindowThatHasGrown) {
  Key key(InSessions(AfterEach({AfterCount(2), AfterCount(3)})));
  EXPECT_EQ(key.Add({{'a', 0}, {'b', 1}}), Panes{"ab [0,11) early 0/-1"});
  EXPECT_EQ(key.Add({{'c', 2}, {'d', 3}}), Panes{});
  EXPECT_EQ(key.Add({{'e', 4}, {'f', 5}}), Panes{"abcdef [0,15) early 0/-1 last"});
}

TEST(SessionPanesTest, ProcessingTimeCountsFromTheFirstOfAllThatMerged) {
  Key key(InSessions(Repeatedly(AfterProcessingTime(Seconds(5)))));
  EXPECT_EQ(key.Add({{'a', 0}}), Panes{});
  EXPECT_EQ(key.ProcessingTimeTo(3), Panes{});
  EXPECT_EQ(key.Add({{'b', 15}}), Panes{});
  EXPECT_EQ(key.Add({{'c', 8}}), Panes{});
  EXPECT_EQ(key.ProcessingTimeTo(5), Panes{"abc [0,25) early 0/-1"});
}

/// Sessions that end after 20 s, however much goes on.
class ShortSessions final : public WindowFn {
 public:
  std::vector<Window> Assign(Timestamp timestamp) const override {
    return {{timestamp, timestamp + Seconds(10)}};
  }
  bool IsMerging() const override { return true; }
  std::vector<WindowMerge> Merge(std::span<const Window> windows) const override {
    std::vector<WindowMerge> merges;
    for (const Window& window : windows) {
      const bool joins = !merges.empty() && merges.back().into.Intersects(window) &&
                         window.end <= merges.back().into.start + Seconds(20);
      if (!joins) merges.push_back({{}, window});
      merges.back().from.push_back(window);
      merges.back().into = merges.back().into.Span(window);
    }
    return merges;
  }
  std::string Describe() const override { return "short sessions"; }
};

TEST(OwnMergePanesTest, MergeAsTheWindowFunctionSays) {
  Windowing windowing = InSessions(Repeatedly(AfterCount(2)), AccumulationMode::kDiscarding);
  windowing.window_fn = std::make_shared<ShortSessions>();
  Key key(windowing);
  EXPECT_EQ(key.Add({{'a', 0}}), Panes{});
  EXPECT_EQ(key.Add({{'b', 9}}), Panes{"ab [0,19) early 0/-1"});
  EXPECT_EQ(key.Add({{'c', 12}}), Panes{});
  EXPECT_EQ(key.Add({{'d', 10}}), Panes{}) << "the first session grows, the second stays";
  EXPECT_EQ(key.End(), (Panes{"d [0,20) on time 0/0 last", "c [12,22) on time 0/0 last"}));
}

/// Merges a window that nobody has seen, or one twice.
class WrongMerges final : public WindowFn {
 public:
  explicit WrongMerges(bool twice) : twice_(twice) {}
  std::vector<Window> Assign(Timestamp timestamp) const override {
    return {{timestamp, timestamp + Seconds(10)}};
  }
  bool IsMerging() const override { return true; }
  std::vector<WindowMerge> Merge(std::span<const Window> windows) const override {
    if (twice_) return {{{windows[0]}, windows[0]}, {{windows[0]}, windows[0]}};
    return {{{kGlobalWindow}, kGlobalWindow}};
  }
  std::string Describe() const override { return "wrong merges"; }

 private:
  bool twice_;
};

TEST(OwnMergePanesTest, WhatIsNoMergeIsRefusedByName) {
  for (const bool twice : {false, true}) {
    Windowing windowing = InSessions({});
    windowing.window_fn = std::make_shared<WrongMerges>(twice);
    Key key(windowing);
    try {
      key.Add({{'a', 0}});
      FAIL() << "took a merge that is none";
    } catch (const Error& error) {
      EXPECT_NE(error.message().find("wrong merges"), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace beam
