// The loop that run_inference is measured against: ONNX Runtime's own API, the same rows in the
// same batches on one thread.

#define ORT_API_MANUAL_INIT
#include <dlfcn.h>
#include <onnxruntime_cxx_api.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include "benchmarks/model_rows.h"

namespace {

std::int64_t SumOf(Ort::Session& session, std::vector<float>& batch) {
  const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
  const std::int64_t shape[] = {static_cast<std::int64_t>(batch.size() / kColumns), kColumns};
  const Ort::Value input =
      Ort::Value::CreateTensor<float>(memory, batch.data(), batch.size(), shape, 2);
  const char* inputs[] = {"x"};
  const char* outputs[] = {"y"};
  const auto values = session.Run(Ort::RunOptions{nullptr}, inputs, &input, 1, outputs, 1);
  const float* y = values[0].GetTensorData<float>();
  const std::size_t columns = values[0].GetTensorTypeAndShapeInfo().GetShape()[1];
  std::int64_t sum = 0;
  for (std::size_t row = 0; row < batch.size() / kColumns; ++row, y += columns) {
    sum += MilliSumOf({y, columns});
  }
  return sum;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: rival_run_inference MODEL\n");
    return 2;
  }
  void* library = dlopen(KLAY_ONNXRUNTIME, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    std::fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  const auto base = reinterpret_cast<const OrtApiBase* (*)()>(dlsym(library, "OrtGetApiBase"))();
  Ort::InitApi(base->GetApi(20));
  const Ort::Env environment(ORT_LOGGING_LEVEL_ERROR, "rival");
  Ort::SessionOptions options;
  options.SetIntraOpNumThreads(1);
  Ort::Session session(environment, argv[1], options);
  std::int64_t sum = 0;
  std::vector<float> batch;
  for (std::int64_t i = 0; i < kRows; ++i) {
    const std::vector<float> row = MakeRow(i);
    batch.insert(batch.end(), row.begin(), row.end());
    if (batch.size() == kBatch * kColumns) {
      sum += SumOf(session, batch);
      batch.clear();
    }
  }
  std::printf("%lld\n", static_cast<long long>(sum / 1000));
  return 0;
}
