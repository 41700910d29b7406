using Flowker.Verify;

return (int)VerifyCommand.Run(args, Console.Out, Console.Error);
