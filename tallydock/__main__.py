from tallydock.cli import main

main()
