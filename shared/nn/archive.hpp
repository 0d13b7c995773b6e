// Networks as files that Python's torch.jit.load opens.
#pragma once

#include <string>

#include "shared/nn/network.hpp"

namespace sotto {

/// Writes a TorchScript archive whose forward(message, key) (Alice, Bob) or forward(ciphertext)
/// (Eve) gives what the network gives, in that form. The file is complete or not there at all.
/// Throws c10::Error or std::filesystem::filesystem_error where it cannot be written.
void save_archive(const NetworkImpl& network, CiphertextForm form, const std::string& file);

}  // namespace sotto
