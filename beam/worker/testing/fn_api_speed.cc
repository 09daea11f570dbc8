// fn_api_speed: how fast a worker of this SDK moves elements through gRPC, both ends in this
// process. See --help; benchmarks/sections/fn_api runs it.

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "beam/coders/model/windowed_value_coder.h"
#include "beam/exec/step_error.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/flags.h"
#include "beam/pipeline/map.h"
#include "beam/worker/testing/fake_engine_internal.h"

namespace beam::worker::testing {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  int elements = 3'000'000;
  int runs = 5;
  int round_trips = 3000;
  double stream_gigabytes = 0;

  static constexpr FieldDoc kDocs[] = {
      {"elements", "Elements of a bundle: structs of a string of 30 letters."},
      {"runs", "How often each bundle is measured; the fastest counts."},
      {"round_trips", "Bundles of one element."},
      {"stream_gigabytes", "Send one bundle of so many GB and tell the peak of memory."},
  };
};

struct Word {
  std::string letters;
};

class Bench {
 public:
  Bench()
      : pipeline_(std::make_shared<Pipeline>()),
        engine_([this](const std::vector<std::string>&) { return pipeline_; }) {
    *pipeline_ | Create("Words", {Word{}}) | Map("Same", [](Word word) { return word; });
    stage_ = StageOf(*pipeline_, {"Same"}, engine_.endpoint());
    source_ = SourceOf(stage_);
    sink_ = SinkOf(stage_);
    engine_.AddDescriptor(stage_);
    engine_.CountOutputsOnly();
  }

  /// Sends a bundle of `blocks` and waits for its end; seconds.
  double RunBundle(const std::vector<std::string>& blocks, int times = 1) {
    const std::string id = "b" + std::to_string(next_++);
    const auto start = Clock::now();
    auto response = engine_.Process(id, "stage");
    for (int i = 0; i < times; ++i) {
      for (const std::string& block : blocks) engine_.SendData(id, source_, block, false);
    }
    engine_.SendData(id, source_, "", true);
    const std::string error = response.get().error();
    if (!error.empty()) throw Error(ErrorCode::kInternal, error);
    engine_.OutputOf(id, sink_);
    return std::chrono::duration<double>(Clock::now() - start).count();
  }

  std::size_t OutputBytes() const { return engine_.OutputBytes(); }

 private:
  std::shared_ptr<Pipeline> pipeline_;
  FakeEngine engine_;
  model::fn::ProcessBundleDescriptor stage_;
  std::string source_;
  std::string sink_;
  std::atomic<int> next_ = 0;
};

std::vector<std::string> Blocks(int elements) {
  constexpr std::size_t kBlockBytes = 1 << 20;
  std::vector<std::string> blocks(1);
  for (int i = 0; i < elements; ++i) {
    if (blocks.back().size() >= kBlockBytes) blocks.emplace_back();
    ByteWriter writer(blocks.back());
    WindowedValueHeader{Timestamp{}, {}}.Encode(WindowCoder::kGlobal, writer);
    WireCoder<Word>::Encode(Word{std::string(30, 'x')}, writer);
  }
  return blocks;
}

std::size_t BytesOf(const std::vector<std::string>& blocks) {
  std::size_t bytes = 0;
  for (const std::string& block : blocks) bytes += block.size();
  return bytes;
}

double PeakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

template <class Measure>
double Fastest(int runs, const Measure& measure) {
  double fastest = measure();
  for (int i = 1; i < runs; ++i) fastest = std::min(fastest, measure());
  return fastest;
}

void Throughput(const Options& options) {
  Bench bench;
  const std::vector<std::string> blocks = Blocks(options.elements);
  bench.RunBundle(blocks);  // Sets up.
  const double one = Fastest(options.runs, [&] { return bench.RunBundle(blocks); });
  const double two = Fastest(options.runs, [&] {
    const auto start = Clock::now();
    std::thread other([&] { bench.RunBundle(blocks); });
    bench.RunBundle(blocks);
    other.join();
    return std::chrono::duration<double>(Clock::now() - start).count();
  });
  std::cout << "identity of " << options.elements << " elements: " << options.elements / one / 1e6
            << " million elements/s, " << static_cast<double>(BytesOf(blocks)) / one / 1e6
            << " MB/s each way\n"
            << "two bundles at once: " << 2 * one / two << " times the throughput of one\n";
}

void RoundTrips(const Options& options) {
  Bench bench;
  const std::vector<std::string> one = Blocks(1);
  for (int i = 0; i < 100; ++i) bench.RunBundle(one);
  std::vector<double> seconds;
  for (int i = 0; i < options.round_trips; ++i) seconds.push_back(bench.RunBundle(one));
  std::sort(seconds.begin(), seconds.end());
  std::cout << "a bundle of one element: median " << seconds[seconds.size() / 2] * 1e3
            << " ms, 99 % in " << seconds[seconds.size() * 99 / 100] * 1e3 << " ms\n";
}

void Stream(const Options& options) {
  Bench bench;
  const std::vector<std::string> blocks = Blocks(500'000);
  const double wanted = options.stream_gigabytes * 1e9;
  const int times = static_cast<int>(wanted / static_cast<double>(BytesOf(blocks))) + 1;
  const double seconds = bench.RunBundle(blocks, times);
  std::cout << "a stream of " << static_cast<double>(bench.OutputBytes()) / 1e9
            << " GB: " << static_cast<double>(bench.OutputBytes()) / seconds / 1e6
            << " MB/s, peak memory of both ends " << PeakMegabytes() << " MB\n";
}

int Run(int argc, char** argv) {
  Options options;
  if (auto answer = ParseFlags(argc, argv, {FlagsOf("Options", options)})) {
    std::cout << *answer;
    return 0;
  }
  if (options.stream_gigabytes > 0) {
    Stream(options);
    return 0;
  }
  Throughput(options);
  RoundTrips(options);
  return 0;
}

}  // namespace
}  // namespace beam::worker::testing

int main(int argc, char** argv) {
  try {
    return beam::worker::testing::Run(argc, argv);
  } catch (...) {
    std::cerr << "fn_api_speed: " << beam::exec::CurrentError().what() << "\n";
    return 1;
  }
}
