// Networks as files that Python's torch.jit.load opens.
#pragma once

#include <string>

#include "shared/nn/network.hpp"

namespace sotto {

/// What an archive calls the digest of the table that its session was about.
inline constexpr auto kTableAttribute = "table";
/// Whether what it gives are the signs of its network's outputs.
inline constexpr auto kHardBitsAttribute = "hard_bits";

/// Writes a TorchScript archive whose forward(message, key) (Alice, Bob) or forward(ciphertext)
/// (Eve) gives what the network gives, in that form. Where `table` is a digest, the archive has it
/// as a text, kTableAttribute: a network alone does not tell what its inputs mean. The file is
/// complete or not there at all. Throws c10::Error or std::filesystem::filesystem_error where it
/// cannot be written.
void save_archive(const NetworkImpl& network, CiphertextForm form, const std::string& file,
                  const std::string& table = {});

}  // namespace sotto
