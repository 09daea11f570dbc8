// fn_api_speed: how fast a worker moves the elements that an engine sends it through gRPC and takes
// back. Engine and worker are two processes. See --help; benchmarks/sections/fn_api.py runs it.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "beam/base/freed_memory.h"
#include "beam/coders/model/windowed_value_coder.h"
#include "beam/exec/step_error.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/flags.h"
#include "beam/pipeline/map.h"
#include "beam/worker/start/boot.h"
#include "beam/worker/testing/fake_engine_internal.h"
#include "beam/worker/testing/worker_process.h"

namespace beam::worker::testing {
namespace {

namespace fn = model::fn;
using Clock = std::chrono::steady_clock;

struct Options {
  int elements = 3'000'000;
  int runs = 5;
  int round_trips = 3000;
  double stream_gigabytes = 0;
  bool strings = false;
  std::optional<std::string> worker;
  std::optional<std::string> descriptor;
  std::optional<std::string> control_endpoint;

  static constexpr FieldDoc kDocs[] = {
      {"elements", "Elements of a bundle."},
      {"runs", "How often each bundle is measured; the fastest counts."},
      {"round_trips", "Bundles of one element."},
      {"stream_gigabytes", "Send one bundle of so many GB and tell the peak of memory."},
      {"strings", "Elements are strings of 30 letters, not structs of one."},
      {"worker",
       "The command of another worker, which is given --control_endpoint=ADDRESS; it needs a "
       "descriptor."},
      {"descriptor", "A file with a bundle descriptor without endpoints: of strings in and out."},
      {"control_endpoint", "Be the worker of the engine there."},
  };
};

struct Word {
  std::string letters;
};

/// About a microsecond of work: FNV-1a over the letters, again and again.
Word Hash(Word word) {
  std::uint64_t hash = 14695981039346656037U;
  for (int i = 0; i < 30; ++i) {
    for (const char letter : word.letters) {
      hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211U;
    }
  }
  word.letters[0] = static_cast<char>('a' + hash % 26);
  return word;
}

std::shared_ptr<const Pipeline> Build(const std::vector<std::string>& /*arguments*/) {
  auto pipeline = std::make_shared<Pipeline>();
  auto words = *pipeline | Create("Words", {Word{}});
  words | Map("Same", [](Word word) { return word; });
  words | Map("Hash", Hash);
  *pipeline | Create("Strings", {std::string()}) |
      Map("Same string", [](std::string word) { return word; });
  return pipeline;
}

/// The bundle descriptor in a file, with the engine's endpoint wherever one belongs.
fn::ProcessBundleDescriptor ReadDescriptor(const std::string& path, const std::string& endpoint) {
  std::ifstream file(path, std::ios::binary);
  fn::ProcessBundleDescriptor stage;
  if (!stage.ParseFromIstream(&file)) {
    throw Error(ErrorCode::kInvalidArgument, "no bundle descriptor in " + path);
  }
  stage.mutable_state_api_service_descriptor()->set_url(endpoint);
  for (auto& [id, transform] : *stage.mutable_transforms()) {
    if (!id.starts_with("source ") && !id.starts_with("sink ")) continue;
    fn::RemoteGrpcPort port;
    port.ParseFromString(transform.spec().payload());
    port.mutable_api_service_descriptor()->set_url(endpoint);
    transform.mutable_spec()->set_payload(port.SerializeAsString());
  }
  return stage;
}

/// What a bundle took.
struct Cost {
  double seconds;
  double worker_cpu;  ///< Seconds of the processors.
  double engine_cpu;
};

std::ostream& operator<<(std::ostream& out, const Cost& cost) {
  return out << "processors busy with the worker " << cost.worker_cpu / cost.seconds
             << ", with the engine " << cost.engine_cpu / cost.seconds;
}

/// An engine and its worker.
class Bench {
 public:
  explicit Bench(const Options& options)
      : worker_(options.worker.value_or("/proc/$PPID/exe") +
                " --control_endpoint=" + engine_.endpoint()) {
    engine_.CountOutputsOnly();
    if (!engine_.IsConnectedWithin(std::chrono::seconds(60))) {
      throw Error(ErrorCode::kUnavailable, "the worker does not connect");
    }
  }
  ~Bench() {
    // A worker that has ended has nothing to hang up.
    if (engine_.IsConnectedWithin(std::chrono::seconds(0))) engine_.HangUpControl();
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  /// From here on bundles are of that descriptor, or of that step of the pipeline.
  void Use(const fn::ProcessBundleDescriptor& stage) {
    source_ = SourceOf(stage);
    sink_ = SinkOf(stage);
    stage_ = stage.id();
    engine_.AddDescriptor(stage);
  }
  void UseStep(const std::string& label) {
    fn::ProcessBundleDescriptor stage = StageOf(*Build({}), {label}, engine_.endpoint());
    stage.set_id(label);
    Use(stage);
  }
  void UseFile(const std::string& path) { Use(ReadDescriptor(path, engine_.endpoint())); }

  /// Sends a bundle of `blocks` and waits for its end.
  void RunBundle(const std::vector<std::string>& blocks, int times = 1) {
    const std::string id = "b" + std::to_string(next_++);
    auto response = engine_.Process(id, stage_);
    for (int i = 0; i < times; ++i) {
      for (const std::string& block : blocks) engine_.SendData(id, source_, block, false);
    }
    engine_.SendData(id, source_, "", true);
    const std::string error = response.get().error();
    if (!error.empty()) throw Error(ErrorCode::kInternal, error);
    engine_.OutputOf(id, sink_);
  }

  template <class Run>
  Cost Measure(const Run& run) {
    const double worker = worker_.CpuSeconds();
    const double engine = OwnCpuSeconds();
    const auto start = Clock::now();
    run();
    const std::chrono::duration<double> took = Clock::now() - start;
    return {took.count(), worker_.CpuSeconds() - worker, OwnCpuSeconds() - engine};
  }
  template <class Run>
  Cost Fastest(int runs, const Run& run) {
    Cost fastest = Measure(run);
    for (int i = 1; i < runs; ++i) {
      const Cost cost = Measure(run);
      if (cost.seconds < fastest.seconds) fastest = cost;
    }
    return fastest;
  }

  std::size_t OutputBytes() const { return engine_.OutputBytes(); }
  const WorkerProcess& worker() const { return worker_; }

 private:
  FakeEngine engine_;
  WorkerProcess worker_;
  std::string stage_;
  std::string source_;
  std::string sink_;
  std::atomic<int> next_ = 0;
};

template <class T>
std::vector<std::string> Blocks(int elements, const T& element) {
  constexpr std::size_t kBlockBytes = 1 << 20;
  std::vector<std::string> blocks(1);
  for (int i = 0; i < elements; ++i) {
    if (blocks.back().size() >= kBlockBytes) blocks.emplace_back();
    ByteWriter writer(blocks.back());
    WindowedValueHeader{Timestamp{}, {}}.Encode(WindowCoder::kGlobal, writer);
    WireCoder<T>::Encode(element, writer);
  }
  return blocks;
}

std::vector<std::string> Blocks(const Options& options, int elements) {
  const std::string letters(30, 'x');
  return options.strings ? Blocks(elements, letters) : Blocks(elements, Word{letters});
}

std::size_t BytesOf(const std::vector<std::string>& blocks) {
  std::size_t bytes = 0;
  for (const std::string& block : blocks) bytes += block.size();
  return bytes;
}

void Throughput(Bench& bench, const Options& options, const std::string& name) {
  const std::vector<std::string> blocks = Blocks(options, options.elements);
  bench.RunBundle(blocks);  // Sets up.
  const Cost one = bench.Fastest(options.runs, [&] { bench.RunBundle(blocks); });
  const Cost two = bench.Fastest(options.runs, [&] {
    std::thread other([&] { bench.RunBundle(blocks); });
    bench.RunBundle(blocks);
    other.join();
  });
  std::cout << name << ", one bundle: " << options.elements / one.seconds / 1e6
            << " million elements/s, " << static_cast<double>(BytesOf(blocks)) / one.seconds / 1e6
            << " MB/s each way; " << one << "\n"
            << name << ", two bundles at once: " << 2 * one.seconds / two.seconds
            << " times the throughput of one; " << two << "\n";
}

void RoundTrips(Bench& bench, const Options& options) {
  const std::vector<std::string> one = Blocks(options, 1);
  for (int i = 0; i < 100; ++i) bench.RunBundle(one);
  std::vector<double> seconds;
  for (int i = 0; i < options.round_trips; ++i) {
    seconds.push_back(bench.Measure([&] { bench.RunBundle(one); }).seconds);
  }
  std::sort(seconds.begin(), seconds.end());
  std::cout << "a bundle of one element: median " << seconds[seconds.size() / 2] * 1e3
            << " ms, 99 % in " << seconds[seconds.size() * 99 / 100] * 1e3 << " ms\n";
}

void Stream(Bench& bench, const Options& options) {
  const std::vector<std::string> blocks = Blocks(options, 500'000);
  const double wanted = options.stream_gigabytes * 1e9;
  const int times = static_cast<int>(wanted / static_cast<double>(BytesOf(blocks))) + 1;
  const Cost cost = bench.Measure([&] { bench.RunBundle(blocks, times); });
  const auto bytes = static_cast<double>(bench.OutputBytes());
  std::cout << "a stream of " << bytes / 1e9 << " GB: " << bytes / cost.seconds / 1e6
            << " MB/s, peak memory of the worker " << bench.worker().PeakMegabytes()
            << " MB, of the engine " << OwnPeakMegabytes() << " MB\n";
}

int Run(int argc, char** argv) {
  Options options;
  if (auto answer = ParseFlags(argc, argv, {FlagsOf("Options", options)})) {
    std::cout << *answer;
    return 0;
  }
  KeepFreedMemory();  // As beam::Main does for a worker; the engine has to take little of the time.
  if (options.control_endpoint.has_value()) {
    Boot({.id = "worker", .control_endpoint = *options.control_endpoint}, {}, Build);
    return 0;
  }
  std::cout << std::setprecision(3);
  options.strings = options.strings || options.descriptor.has_value();
  Bench bench(options);
  if (options.descriptor.has_value()) {
    bench.UseFile(*options.descriptor);
  } else {
    bench.UseStep(options.strings ? "Same string" : "Same");
  }
  if (options.stream_gigabytes > 0) {
    Stream(bench, options);
    return 0;
  }
  Throughput(bench, options, "identity");
  RoundTrips(bench, options);
  if (options.strings) return 0;
  bench.UseStep("Hash");
  Throughput(bench, options, "hashing");
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
