#include "shared/attack/archive_cipher.hpp"

#include <torch/script.h>

#include <filesystem>

#include "shared/nn/engine.hpp"

namespace sotto {
namespace {

/// A network of two inputs: the mix-and-transform network by the fused engine, any other by
/// TorchScript.
class KeyedArchive {
 public:
  explicit KeyedArchive(const std::string& file) : file_(file) {
    if (!std::filesystem::is_regular_file(file))
      throw ArchiveError("there is no file '" + file + "'");
    try {
      module_ = torch::jit::load(file);
    } catch (const c10::Error&) {
      throw ArchiveError("'" + file + "' is no TorchScript archive");
    }
    module_.eval();
    if (!take_mix_transform()) find_bits();
  }

  std::int64_t bits() const { return bits_; }

  torch::Tensor forward(const torch::Tensor& message, const torch::Tensor& key) {
    const torch::NoGradGuard none;
    if (!engine_) return module_.forward({message, key}).toTensor().contiguous();
    auto out = torch::empty_like(message);
    engine_->forward(message, key, out);
    return out;
  }

 private:
  bool take_mix_transform() {
    std::map<std::string, torch::Tensor> found;
    for (const auto& parameter : module_.named_parameters())
      found[parameter.name] = parameter.value;
    const auto fc = found.find("fc_weight");
    if (fc == found.end() || fc->second.dim() != 2 || found.size() != 10 ||
        !found.contains("conv4_bias"))
      return false;
    bits_ = fc->second.size(0) / 2;
    if (fc->second.size(1) != 2 * bits_)
      throw ArchiveError("the network in '" + file_ + "' takes no key: expected Alice's or Bob's");
    Network network(bits_, /*keyed=*/true);
    const torch::NoGradGuard none;
    for (auto& parameter : network->named_parameters()) {
      auto name = parameter.key();
      std::replace(name.begin(), name.end(), '.', '_');
      const auto value = found.find(name);
      if (value == found.end() || !value->second.sizes().equals(parameter.value().sizes()))
        throw ArchiveError("the network in '" + file_ + "' has no " + name + " as expected");
      parameter.value().copy_(value->second);
    }
    engine_ = make_engine(EngineKind::fused, network);
    return true;
  }

  /// By trying: an archive does not say how wide its input is.
  void find_bits() {
    for (std::int64_t n = 4; n <= static_cast<std::int64_t>(kMaxFormBits); n += 2) {
      try {
        const auto ones = torch::ones({1, n});
        const auto out = forward(ones, ones);
        if (out.dim() != 2 || out.size(1) != n) continue;
        bits_ = n;
        return;
      } catch (const std::exception&) {  // not of this width
      }
    }
    throw ArchiveError("the network in '" + file_ +
                       "' takes no message and key of 4 to 128 bits, as Alice's and Bob's do");
  }

  std::string file_;
  torch::jit::Module module_;
  std::unique_ptr<Engine> engine_;
  std::int64_t bits_ = 0;
};

class ArchiveCipher : public Cipher {
 public:
  explicit ArchiveCipher(const std::string& file) : archive_(file) {}
  std::int64_t bits() const override { return archive_.bits(); }
  torch::Tensor encrypt(const torch::Tensor& plaintext, const torch::Tensor& key) override {
    return archive_.forward(plaintext, key);
  }

 private:
  KeyedArchive archive_;
};

}  // namespace

std::unique_ptr<Cipher> open_cipher(const std::string& file) {
  return std::make_unique<ArchiveCipher>(file);
}

Decrypt open_decrypt(const std::string& file) {
  return [archive = std::make_shared<KeyedArchive>(file)](const torch::Tensor& ciphertext,
                                                          const torch::Tensor& key) {
    return archive->forward(ciphertext, key);
  };
}

}  // namespace sotto
