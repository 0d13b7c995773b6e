// sotto-relay
#include "server/relay_program.hpp"

int main(int argc, char** argv) { return sotto::run_relay(argc, argv); }
