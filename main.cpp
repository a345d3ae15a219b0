#include "app/application.h"

int main(int argc, char** argv) {
  return exo::app::run(argc, argv);
}
