#include "shard_job_fixture.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "beam/io/whole_file.h"
#include "job_shard/shard_job.h"

namespace job_shard {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCheck = R"(
import base64, json, os, re, sys, tarfile, urllib.parse

source, target, wanted = os.fsencode(sys.argv[1]), sys.argv[2], int(sys.argv[3])
index = json.load(open(target + "/index.json"))
assert (index["__kind__"], index["wids_version"]) == ("wids-shard-index-v1", 1), index
shards = index["shardlist"]
lines = [json.loads(line) for line in open(target + "/samples.jsonl", encoding="utf-8")]
assert [s["url"] for s in shards] == sorted(n for n in os.listdir(target) if n.endswith(".tar"))
assert [l["shard"] for l in lines] == [s["url"] for s in shards for _ in range(s["nsamples"])]
assert len({l["key"] for l in lines}) == len(lines) == wanted, (len(lines), wanted)

def check_sample(line, data):
    key = line["key"]
    audio = line["source"].encode()
    if "source_base64" in line:
        audio = base64.b64decode(line["source_base64"])
    stem = audio[:-len(".wav")]
    assert os.path.join(source, urllib.parse.unquote_to_bytes(key)) == stem, line
    for suffix, place in line["members"].items():
        # The rule by which WebDataset knows the key of a member.
        match = re.match(r"^((?:.*/|)[^.]+)[.]([^/]*)$", key + suffix)
        assert match.group(1) == key, line
        original = open(audio if suffix == ".wav" else stem + suffix.encode(), "rb").read()
        assert data[place["offset"]:][:place["size"]] == original, (line, suffix)

for shard in shards:
    path = target + "/" + shard["url"]
    data = open(path, "rb").read()
    assert len(data) == shard["filesize"], path
    of_shard = [l for l in lines if l["shard"] == shard["url"]]
    members = [(m.name, m.offset_data, m.size) for m in tarfile.open(path, encoding="utf-8")]
    listed = [(l["key"] + suffix, place["offset"], place["size"])
              for l in of_shard for suffix, place in l["members"].items()]
    assert members == listed, (members, listed)
    for line in of_shard:
        check_sample(line, data)
)";

/// Other bytes for other names.
std::string BytesOf(const std::string& name, std::size_t size) {
  std::string bytes = name;
  while (bytes.size() < size) bytes += bytes;
  return bytes.substr(0, size);
}

}  // namespace

void ShardJobTest::Write(const std::string& stem, const std::vector<std::string>& suffixes,
                         std::size_t bytes) {
  for (const std::string& suffix : suffixes) {
    beam::io::WriteFile(In(stem + suffix), BytesOf(suffix + "/" + stem, bytes));
  }
}

int ShardJobTest::Run(std::vector<std::string> arguments, const std::string& workers) {
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  const int status = RunAloud(std::move(arguments), workers);
  output_ = ::testing::internal::GetCapturedStdout();
  errors_ = ::testing::internal::GetCapturedStderr();
  return status;
}

int ShardJobTest::RunAloud(std::vector<std::string> arguments, const std::string& workers) const {
  arguments.insert(arguments.begin(),
                   {"job_shard", "--direct_num_workers=" + workers, "--match_pattern=" + In("**"),
                    "--audio_suffix=.wav", "--source_dir=" + In(""), "--target_dir=" + Out("")});
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  return klay::JobMain<Options>(static_cast<int>(argv.size()), argv.data(), Build);
}

std::map<std::string, std::string> ShardJobTest::Written() const {
  std::map<std::string, std::string> files;
  if (!fs::exists(Out(""))) return files;
  for (const auto& entry : fs::directory_iterator(Out(""))) {
    files[entry.path().filename()] = beam::io::ReadFile(entry.path());
  }
  return files;
}

std::string ShardJobTest::WrittenNames() const {
  std::string names;
  for (const auto& [name, bytes] : Written()) names += (names.empty() ? "" : " ") + name;
  return names;
}

void ShardJobTest::CheckShards(int num_samples) const {
  const std::string program = folder_.path() + "/check.py";
  beam::io::WriteFile(program, kCheck);
  const std::string command = "python3 " + program + " " + folder_.path() + "/in " +
                              folder_.path() + "/out " + std::to_string(num_samples);
  EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace job_shard
