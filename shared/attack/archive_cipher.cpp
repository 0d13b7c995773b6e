#include "shared/attack/archive_cipher.hpp"

#include <torch/script.h>

#include <filesystem>

#include "shared/nn/archive.hpp"
#include "shared/nn/engine.hpp"

namespace sotto {
namespace {

constexpr std::int64_t kLeastBits = 4;
constexpr auto kMostBits = static_cast<std::int64_t>(kMaxFormBits);

/// A network of two inputs: one of the project's by the fused engine, any other by TorchScript.
class KeyedArchive {
 public:
  /// `least` to `most`: numbers of bits that are tried where the archive does not say its own.
  explicit KeyedArchive(const std::string& file, std::int64_t least = kLeastBits,
                        std::int64_t most = kMostBits)
      : file_(file) {
    if (!std::filesystem::is_regular_file(file))
      throw ArchiveError("there is no file '" + file + "'");
    try {
      module_ = torch::jit::load(file);
    } catch (const c10::Error&) {
      throw ArchiveError("'" + file + "' is no TorchScript archive");
    }
    module_.eval();
    try {
      if (!take_known()) find_bits(least, most);
    } catch (const c10::Error&) {
      throw ArchiveError("the network in '" + file_ +
                         "' cannot be run with a message and a key, as Alice's and Bob's can");
    }
  }

  std::int64_t bits() const { return bits_; }

  torch::Tensor forward(const torch::Tensor& message, const torch::Tensor& key) {
    const torch::NoGradGuard none;
    auto out = run(message, key);
    if (!out.sizes().equals(message.sizes()))
      throw ArchiveError("the network in '" + file_ +
                         "' gives something else than a number for each bit");
    return out;
  }

 private:
  /// Inputs are [B, bits_].
  torch::Tensor run(const torch::Tensor& message, const torch::Tensor& key) {
    if (!engine_) return module_.forward({message, key}).toTensor().to(torch::kFloat).contiguous();
    auto out = torch::empty_like(message);
    engine_->forward(message, key, out);
    return hard_bits_ ? torch::where(out < 0, -torch::ones_like(out), torch::ones_like(out)) : out;
  }

  /// Whether it is one of the project's networks, which the fused engine computes.
  bool take_known() {
    std::map<std::string, torch::Tensor> found;
    for (const auto& parameter : module_.named_parameters())
      found[parameter.name] = parameter.value;
    auto shape = shape_of(found);
    if (!shape) return false;
    if (module_.hasattr("blocks")) {
      shape->blocks = module_.attr("blocks").toInt();
      if (shape->blocks < 1 || shape->blocks > kMostBits)
        throw ArchiveError("the network in '" + file_ + "' has " + std::to_string(shape->blocks) +
                           " blocks, expected 1 to 128");
      shape->bits *= shape->blocks;
    }
    if (shape->bits < kLeastBits || shape->bits > kMostBits)
      throw ArchiveError("the network in '" + file_ + "' is for " + std::to_string(shape->bits) +
                         " bits, expected 4 to 128");
    if (!shape->keyed)
      throw ArchiveError("the network in '" + file_ + "' takes no key: expected Alice's or Bob's");
    bits_ = shape->bits;
    const auto network = make_network(*shape);
    const torch::NoGradGuard none;
    for (auto& parameter : network->named_parameters()) {
      auto name = parameter.key();
      std::replace(name.begin(), name.end(), '.', '_');
      const auto value = found.find(name);
      if (value == found.end() || !value->second.sizes().equals(parameter.value().sizes()))
        throw ArchiveError("the network in '" + file_ + "' has no " + name + " as expected");
      parameter.value().copy_(value->second);
    }
    hard_bits_ = gives_hard_bits();
    engine_ = make_engine(EngineKind::fused, network);
    return true;
  }

  /// By the shape of its last dense layer; nothing where it is no network of the project's.
  static std::optional<NetworkShape> shape_of(const std::map<std::string, torch::Tensor>& found) {
    const auto matrix = [&](const char* name) {
      const auto layer = found.find(name);
      return layer != found.end() && layer->second.dim() == 2 ? layer->second : torch::Tensor();
    };
    if (const auto fc = matrix("fc_weight");
        fc.defined() && found.size() == 10 && found.contains("conv4_bias")) {
      const auto bits = fc.size(0) / 2;
      return NetworkShape{.bits = bits, .keyed = fc.size(1) == 2 * bits};
    }
    const auto out = matrix("out_weight");
    const auto factors = matrix("factors_weight");
    const auto hidden = matrix("hidden1_weight");
    const bool product = factors.defined() && found.size() == 4;
    const bool perceptron = hidden.defined() && found.size() == 6;
    if (!out.defined() || (!product && !perceptron)) return std::nullopt;
    return NetworkShape{.bits = out.size(0),
                        .keyed = (product ? factors : hidden).size(1) == 2 * out.size(0),
                        .kind = product ? NetworkKind::product : NetworkKind::perceptron,
                        .units = out.size(1)};
  }

  /// The engine gives the floats before. Archives from before they said so are tried.
  bool gives_hard_bits() {
    if (module_.hasattr(kHardBitsAttribute)) return module_.attr(kHardBitsAttribute).toBool();
    const auto some = torch::linspace(-1, 1, 16 * bits_).view({16, bits_});
    const auto out = module_.forward({some, some.flip(0)}).toTensor();
    return out.abs().eq(1).all().item<bool>();
  }

  /// By trying: an archive does not say how wide its input is.
  void find_bits(std::int64_t least, std::int64_t most) {
    for (auto n = least; n <= most; n += 2) {
      try {
        const auto ones = torch::ones({1, n});
        forward(ones, ones);
        bits_ = n;
        return;
      } catch (const std::exception&) {  // not of this width
      }
    }
    throw ArchiveError("the network in '" + file_ + "' takes no message and key of " +
                       (least == most ? std::to_string(least) : "4 to 128") +
                       " bits, as Alice's and Bob's do");
  }

  std::string file_;
  torch::jit::Module module_;
  std::unique_ptr<Engine> engine_;
  std::int64_t bits_ = 0;
  bool hard_bits_ = false;  ///< what it gives are the engine's outputs' signs
};

class ArchiveCipher : public Cipher {
 public:
  explicit ArchiveCipher(const std::string& file) : file_(file), archive_(file) {}
  std::int64_t bits() const override { return archive_.bits(); }
  torch::Tensor encrypt(const torch::Tensor& plaintext, const torch::Tensor& key) override {
    auto sent = archive_.forward(plaintext, key);
    if (!sent.abs().le(1).all().item<bool>())
      throw ArchiveError("the network in '" + file_ +
                         "' sends something else than numbers from -1 to 1");
    return sent;
  }

 private:
  std::string file_;
  KeyedArchive archive_;
};

}  // namespace

std::unique_ptr<Cipher> open_cipher(const std::string& file) {
  return std::make_unique<ArchiveCipher>(file);
}

Decrypt open_decrypt(const std::string& file, std::int64_t bits) {
  auto archive = std::make_shared<KeyedArchive>(file, bits, bits);
  if (archive->bits() != bits)
    throw ArchiveError("the network in '" + file + "' is for " + std::to_string(archive->bits()) +
                       " bits, expected " + std::to_string(bits) + " as Alice's beside it is");
  return [archive](const torch::Tensor& ciphertext, const torch::Tensor& key) {
    return archive->forward(ciphertext, key);
  };
}

}  // namespace sotto
